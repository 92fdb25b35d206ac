"""Processes of the embedded mode: started in sessions of their own, watched, and ended, exactly those and no other.

judge up ──┬── redis-server         each with its log in $JUDGE_HOME/log/<name>.log
           ├── gunicorn (API)       each leads a process group; ending a part ends its group
           └── celery (worker)
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

_TAIL_LINES = 20
_POLL_S = 0.05
_PROVED_S = 5.0
_QUICK_DEATHS = 5
"""So many deaths in a row, each sooner than ``_PROVED_S`` after its start, are no accidents any more."""


class CannotServe(Exception):
    """The judge cannot start or go on; the text says which part, why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component to start. ``patience_s`` is how long it may take to end when asked to.

    One that ``restarts`` is started again when it dies, unless it does so again and again. ``advice`` says what to do,
    by what the end of its log has in it.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    descriptors: tuple[int, ...] = ()
    patience_s: float = 10
    restarts: bool = False
    advice: Mapping[str, str] = field(default_factory=dict)


class Running:
    """A started part. ``quick_deaths`` are those of the runs before this one, in a row."""

    def __init__(self, part: Part, log: Path, quick_deaths: int = 0) -> None:
        self.part = part
        self.log = log
        self._quick_deaths = quick_deaths
        self._started = time.monotonic()
        # The log of an earlier run is kept beside it, so that the tail shown after a failure is of this one.
        if log.exists():
            log.replace(log.with_suffix(".1.log"))
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*dies_with_us(), *part.argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **part.env},
                pass_fds=part.descriptors,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def require_alive(self) -> None:
        """Raises CannotServe, with the end of the log, if the part has ended by itself."""
        if how := self.death():
            tail = self._tail()
            advice = "".join(f"\n{what}" for phrase, what in self.part.advice.items() if phrase in tail)
            raise CannotServe(f"{self.part.name} {how}. The end of {self.log}:\n{tail}{advice}")

    def death(self) -> str:
        """How it ended by itself; empty while it lives."""
        ended = self._ended()
        if ended is None:
            return ""
        if ended.si_code == os.CLD_EXITED:
            return f"ended with status {ended.si_status}"
        return f"was ended by {signal.Signals(ended.si_status).name}"

    def successor(self) -> "Running | None":
        """Its next run, started; none if it may have none: a part that cannot live would be started for ever."""
        quick = 0 if time.monotonic() - self._started > _PROVED_S else self._quick_deaths + 1
        if not self.part.restarts or quick >= _QUICK_DEATHS:
            return None
        self.stop()
        return Running(self.part, self.log, quick)

    def said(self, prefix: str) -> str:
        """The rest of the first line of its log that begins with ``prefix``; empty while there is none."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return next((line.removeprefix(prefix) for line in lines if line.startswith(prefix)), "")

    def stop(self) -> None:
        """Ask it to end, wait as long as it may take, then end whatever is left of its process group."""
        os.kill(self._process.pid, signal.SIGTERM)  # Popen.send_signal would reap it
        deadline = time.monotonic() + self.part.patience_s
        while not self._ended() and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        # Not reaped yet, so the number of the group is still its own.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _ended(self) -> os.waitid_result | None:
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)

    def _tail(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:]
        return "\n".join(f"  {line}" for line in lines) or "  (it printed nothing)"


class Parts:
    """What was started, in order; leaving the context ends it in reverse order."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[Running] = []

    def __enter__(self) -> "Parts":
        self._logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self._running):
            part.stop()

    def start(self, part: Part) -> Running:
        running = Running(part, self._logs / f"{part.name}.log")
        self._running.append(running)
        return running

    def require_alive(self) -> None:
        """Raises CannotServe for the first part that has ended."""
        for part in self._running:
            part.require_alive()

    def watch(self, say: Callable[[str], None] = print) -> NoReturn:
        """Call once all serve: sleep until a part ends by itself, start it again if it may be.

        Raises:
            CannotServe: a part ended for good. Never returns.
        """
        while True:
            for position, running in enumerate(self._running):
                if not (how := running.death()):
                    continue
                if (successor := running.successor()) is None:
                    running.require_alive()
                else:  # it may be dead again already: that is for the next round
                    self._running[position] = successor
                    say(f"{running.part.name} {how}; started again")
            time.sleep(_POLL_S * 4)


def dies_with_us() -> list[str]:
    """What to put before a command line, so that the kernel ends the program when we are gone, however that was."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
