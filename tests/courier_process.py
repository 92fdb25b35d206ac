"""Only the conductor's steps about webhooks, over a real Redis, as a process that can be killed.

``python -m tests.courier_process LANE_S`` with the judge's settings in the environment.
"""

import os
import sys
import time
from datetime import timedelta

from judge import logs
from judge.config import Settings
from judge.hooks import fan_out, webhook_parts
from judge.service.courier import Courier, Rules
from judge.store.store import open_store


def main() -> None:
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log)
    store = open_store(settings)
    news = fan_out(settings, store)
    courier = Courier(
        webhook_parts(settings, store),
        store.turns,
        str(os.getpid()),
        Rules(give_up_after=timedelta(days=5), lane_s=float(sys.argv[1])),
    )
    while True:
        news()
        courier()
        time.sleep(0.05)


if __name__ == "__main__":
    main()
