"""A real API process: gunicorn with gevent workers on a free port, as ``python -m judge.wsgi`` starts it."""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

CHECKOUT = Path(__file__).resolve().parent.parent


class ApiServer:
    """``url`` is set once it listens; leaving ends it, and everything it started."""

    def __init__(self, redis_url: str, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")}
        self._environ = {**kept, "JUDGE_REDIS_URL": redis_url, "JUDGE_PORT": "0", "JUDGE_LOG": "warning", **settings}
        self.url = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    def stop(self) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        self._process.terminate()
        return self._process.wait(20)

    def __enter__(self) -> Self:
        command = (sys.executable, "-m", "judge.wsgi")
        self._process = subprocess.Popen(command, env=self._environ, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.url = line.strip().removeprefix("api listening on ")
        if not self.url:
            raise RuntimeError(f"the API did not start: exit code {self._process.wait(10)}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.stop()
        if self._process.stdout is not None:
            self._process.stdout.close()
