"""The embedded mode: everything the judge needs, on this machine, in one folder, until it is told to stop."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from judge.cli.assembly import PROGRAMS, Assembly, Programs, Say
from judge.cli.parts import CannotServe, Parts
from judge.config import Settings


def serve(settings: Settings, say: Say, programs: Programs = PROGRAMS) -> int:
    """Serve until Ctrl-C or SIGTERM. Raises CannotServe if a part cannot start or dies."""
    try:
        with stoppable(), serving(settings, say, programs) as (url, parts):
            say(f"judge ready {url}")
            parts.watch(say)
    except KeyboardInterrupt:
        return 0


@contextmanager
def serving(
    settings: Settings, say: Say, programs: Programs = PROGRAMS, *, folder: str = ""
) -> Iterator[tuple[str, Parts]]:
    """The URL of a judge that can grade, and its parts; leaving stops them.

    Its data, logs and URL are in the home, or in a ``folder`` of it.

    Raises:
        CannotServe: a part cannot start, or the place is in use.
    """
    home = settings.home.absolute()
    place = home / folder
    with _held(home, place) as lock, Parts(place / "log") as parts:
        (place / "url").unlink(missing_ok=True)  # of one that was killed
        try:
            assembly = Assembly(settings.model_copy(update={"home": home}), place, parts, programs, say)
            url = assembly.start(lock)
            _tell(url, place / "url")
            yield url, parts
        finally:
            # From here on everything is on its way out; another Ctrl-C must not leave half of it behind.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            (place / "url").unlink(missing_ok=True)
            say("stopping")


def _tell(url: str, file: Path) -> None:
    """Whole or not at all: somebody waits for the file to be there."""
    new = file.with_suffix(".new")
    new.write_text(url + "\n")
    new.replace(file)


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM ends the work inside as Ctrl-C does, by KeyboardInterrupt; afterwards both do what they did before."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _held(home: Path, place: Path) -> Iterator[int]:
    """The folder's lock, as a descriptor: two judges on one folder would share Redis's file and lose data."""
    try:
        for path in (home, place, place / "log"):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (place / "lock").open("w")
    except OSError as error:
        raise CannotServe(f"Cannot keep data in {home}: {error.strerror}. Set JUDGE_HOME.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            url = (place / "url").read_text().strip() if (place / "url").exists() else "not ready yet"
            raise CannotServe(f"A judge runs in {place} already ({url}). Stop it, or set JUDGE_HOME.") from error
        yield lock.fileno()
