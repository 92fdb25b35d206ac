"""``python -m worker``: a worker with the settings of the environment, until it is told to stop."""

import os
import sys

from judge import logs
from judge.config import Settings, SettingsError
from judge.domain.errors import SandboxUnavailable
from worker.app import arguments, build_app
from worker.wiring import Wiring


def main() -> None:
    try:
        settings = Settings.from_env(os.environ)
        wiring = Wiring(settings)
    except (SettingsError, SandboxUnavailable) as error:
        sys.exit(str(error))
    logs.configure(settings.log)
    app = build_app(settings, build=wiring.grader, front=wiring.front)
    app.worker_main(arguments(settings))


if __name__ == "__main__":
    main()
