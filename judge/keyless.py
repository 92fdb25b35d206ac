"""``python -m judge.keyless``: status 0 if the store has keys, else 1 and why nobody outside may reach a server."""

import os
import sys
import time

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.store.store import open_store

PATIENCE_S = 30.0


def main() -> int:
    keys = open_store(Settings.from_env(os.environ)).keys
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            if keys.count():
                return 0
            print("there are no keys yet: make the first one with python -m judge.bootstrap FILE")
            return 1
        except Unavailable as error:
            if time.monotonic() > give_up_at:
                print(f"whether there are keys cannot be seen: {error}")
                return 1
            time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
