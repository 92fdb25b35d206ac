"""One process of the judge under test, kept alive as a service manager would: whoever ends is started again."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RESTART_S = 0.3
_POLL_S = 0.05


class Part:
    """``down`` while a fault wants it so: nobody starts it again."""

    def __init__(self, name: str, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self.down = False
        self.starts = 0
        self._argv = list(argv)
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the running process, or of the one that ran last."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        with self._lock, self.log.open("ab") as log:
            self.starts += 1
            self._process = subprocess.Popen(
                self._argv,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def alive(self) -> bool:
        with self._lock:
            return self._process is not None and self._process.poll() is None

    def children(self) -> list[int]:
        return children_of(self.pid)

    def signal(self, number: int) -> None:
        """For the main process only."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.send_signal(number)

    def kill_all(self) -> None:
        """SIGKILL for the main process and all of its group."""
        with self._lock:
            if self._process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    def stop(self, patience_s: float = 60) -> None:
        """SIGTERM and wait, as a service manager does; SIGKILL where that takes too long."""
        self.down = True
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert self._process is not None
            self._process.wait(patience_s)
        self.kill_all()


def children_of(pid: int) -> list[int]:
    """Whichever of its threads began them."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it ended meanwhile
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                found += [int(each) for each in (thread / "children").read_text().split()]
    return found


class Keeper:
    """Starts again what ended, unless a fault holds it down."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> "Keeper":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _keep(self) -> None:
        ended: dict[str, float] = {}
        while not self._stopped.wait(_POLL_S):
            for part in self._parts:
                if part.down or not part.starts or part.alive():
                    ended.pop(part.name, None)
                elif time.monotonic() - ended.setdefault(part.name, time.monotonic()) > RESTART_S:
                    part.start()
