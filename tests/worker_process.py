"""A real Celery worker (``tests.fake_worker``) in processes of its own, to be killed in every way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parent.parent


class WorkerProcess:
    """``root`` is the checkout whose worker it is; ``settings`` are further variables.

    A test that waits for a lease to expire gives a short ``lease_s``. No other should: with a lease of a second, a
    machine that stalls for as long takes the submission from a worker that lives, and it is graded once more.
    """

    def __init__(
        self,
        redis_url: str,
        log: Path,
        *,
        lease_s: float = 10,
        concurrency: int = 2,
        runtimes: str = "python",
        root: Path = ROOT,
        **settings: str,
    ) -> None:
        self._log = log
        self._root = root
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")} | {
            "JUDGE_REDIS_URL": redis_url,
            "JUDGE_LEASE_S": str(lease_s),
            "JUDGE_CONCURRENCY": str(concurrency),
            "FAKE_RUNTIMES": runtimes,
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns before it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "tests.fake_worker"),
                cwd=self._root,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def children(self) -> list[int]:
        """The processes that grade."""
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in text.split()]

    def kill_a_child(self) -> None:
        os.kill(self.children()[0], signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL for the main process and all children, as when the machine fails."""
        os.killpg(self.pid, signal.SIGKILL)
        self._wait()

    def kill_main_only(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self._wait()

    def terminate(self) -> int:
        """SIGTERM for the main process, as from a service manager. Gives the exit status."""
        self.ask_to_stop()
        return self._wait()

    def wait(self) -> int:
        """Until it ends by itself. Gives the exit status."""
        return self._wait()

    def ask_to_stop(self) -> None:
        """The same, without waiting for its end."""
        assert self._process is not None
        self._process.terminate()

    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def _wait(self) -> int:
        assert self._process is not None
        status = self._process.wait(30)
        self._process = None
        return status

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self.kill()


def until(condition, timeout_s: float = 30, what: str | Callable[[], str] = ""):
    """The first true answer of ``condition``; ``what`` is told if there is none."""
    deadline = time.monotonic() + timeout_s
    while not (answer := condition()):
        assert time.monotonic() < deadline, (what() if callable(what) else what) or "waited too long"
        time.sleep(0.02)
    return answer
