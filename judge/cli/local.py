"""Grading on this machine: starts ``python -m worker.local``, sends it a request, hears its lines.

    judge grade ─► python -m worker.local ─► boxes        ended with us, however that comes about

Light to import, because the process is started before anything else is loaded: both load at the same time.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from judge.cli.exits import Fault, Refused
from judge.cli.parts import dies_with_us

_ROOT = Path(__file__).resolve().parents[2]
_END_WITHIN_S = 60
_NOT_FOR_IT = ("JUDGE_API_KEY", "JUDGE_API_KEY_FILE", "JUDGE_REDIS_URL", "JUDGE_REDIS_URL_FILE")


class LocalGrader:
    """One process; leaving the context ends it, with its boxes."""

    def __enter__(self) -> Self:
        self._left = False
        self._before = signal.signal(signal.SIGTERM, _interrupt)
        self._process = subprocess.Popen(
            [*dies_with_us(), sys.executable, "-P", "-m", "worker.local"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env=_environment(),
            start_new_session=True,  # Ctrl-C is ours to hear, once
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        for stream in (process.stdin, process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue  # it is gone already
        if kind is not None and process.poll() is None:
            process.terminate()
        if kind is not None or not self._left:
            try:
                process.wait(_END_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        signal.signal(signal.SIGTERM, self._before)

    def leave(self) -> None:
        """It has said all there is: let it take its boxes down by itself, as a worker does after its report."""
        self._left = True

    def grade(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """``send``, then ``lines``."""
        self.send(request)
        yield from self.lines()

    def send(self, request: Mapping[str, Any]) -> None:
        """One request a process; see worker/local/requests.py."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode())
            self._process.stdin.close()
        except BrokenPipeError:
            return  # its lines say why

    def lines(self) -> Iterator[dict[str, Any]]:
        """Everything it says but errors, as it comes.

        Raises:
            Refused: the request cannot be graded as it is.
            Fault: the judge cannot grade on this machine, or failed.
        """
        assert self._process.stdout
        for text in self._process.stdout:
            line: dict[str, Any] = json.loads(text)
            if line["type"] == "error":
                raise _error(line)
            yield line
        if status := self._process.wait():
            raise Fault(f"Grading ended with status {status} and without a verdict.")


def _environment() -> dict[str, str]:
    """Nothing is imported from the current folder, and nothing of the judge's lies there: it is what is graded."""
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_IT}
    return {**environment, "PYTHONPATH": str(_ROOT), "JUDGE_HOME": str(home())}


def home() -> Path:
    """JUDGE_HOME, else that of the checkout, else a folder of this user's."""
    if given := os.environ.get("JUDGE_HOME"):
        return Path(given).absolute()
    if (_ROOT / "challenges").is_dir():
        return _ROOT / ".judge"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "judge"


def _error(line: Mapping[str, Any]) -> Exception:
    message = "\n".join([line["message"], *(f"{error['field']} {error['message']}" for error in line["errors"])])
    return Refused(message) if line["code"].startswith("invalid_") else Fault(message)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
