"""``python -m worker.local``: grade what standard input asks for, with the settings of the environment."""

import os
import signal
import socket
import sys
from types import FrameType

from pydantic import ValidationError

from judge import logs
from judge.config import Settings
from judge.domain.errors import FieldProblem, InvalidInput, JudgeError
from judge.packages import read_folder
from judge.runtimes import load_catalogue
from judge.service.files import FileLimits
from judge.sidecars import load_sidecars
from worker.local.grading import Ground, Session
from worker.local.lines import error_line
from worker.local.plan import make_plan
from worker.local.requests import Request, Viewer
from worker.sandbox.choose import Catalogues, Owner, choose, open_sandbox

_KIB = 1024
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SITE = "local"
"""No worker's site: nobody else reaps these boxes. They end with this process, whose supervisors lose their stdin."""


def main() -> int:
    for number in _SIGNALS:
        signal.signal(number, _stop)
    try:
        _run(sys.stdin.buffer.read())
    except (KeyboardInterrupt, BrokenPipeError):  # also when nobody reads the lines any more
        return 130
    except InvalidInput as error:
        _say(error_line(error))
        return 2
    except JudgeError as error:
        _say(error_line(error))
        return 3
    return 0


def _run(text: bytes) -> None:
    settings = Settings.from_env(os.environ)
    request = _request(text)
    # Its log is whoever's who reads the verdict: what a candidate may not see in a report is not there either.
    quiet = "error" if request.viewer is Viewer.CANDIDATE else "warning"
    logs.configure(quiet if settings.log == "info" else settings.log)
    catalogues = Catalogues(load_catalogue(), load_sidecars())
    limits = FileLimits(
        files=settings.max_files,
        file_bytes=settings.max_file_kib * _KIB,
        total_bytes=settings.max_total_kib * _KIB,
    )
    plan = make_plan(request, read_folder(request.package), catalogues.runtimes, limits)
    # Nothing is made ahead of need, and nothing cleaned that nobody will use again: both would only be waited for.
    cold = settings.model_copy(update={"warm": (), **({"box_reuses": 1} if len(plan.todo) == 1 else {})})
    worker = f"{socket.gethostname()}:{os.getpid()}"
    sandbox = open_sandbox(choose(settings), cold, catalogues, Owner(_SITE, worker))
    try:
        ground = Ground(
            sandbox=sandbox,
            runtimes=catalogues.runtimes,
            sidecars=catalogues.sidecars,
            max_attempts=settings.max_attempts,
        )
        Session(plan, ground, _say).run()
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        sandbox.close()


def _request(text: bytes) -> Request:
    try:
        return Request.model_validate_json(text)
    except ValidationError as error:
        problems = tuple(
            FieldProblem(".".join(map(str, item["loc"])) or "request", item["msg"])
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise InvalidInput("The request is wrong.", problems) from error


def _say(line: str) -> None:
    print(line, flush=True)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
