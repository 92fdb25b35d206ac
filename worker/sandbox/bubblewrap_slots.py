"""Numbered slots, claimed over the whole machine by locked files: nothing else says who uses which user ids.

A lock ends with its process, however that ends, so a slot whose lock is free has no living owner.
"""

import fcntl
import os
import random
import stat
from pathlib import Path

from judge.domain.errors import SandboxUnavailable

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_TRIES = 64


def slots_folder() -> Path:
    """One per user that runs judges: the ids of different users never meet."""
    if os.geteuid() == 0 and os.access("/run", os.W_OK):
        return Path("/run/judge-slots")
    own = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if own.is_absolute() and os.access(own, os.W_OK):
        return own / "judge-slots"
    return Path(f"/tmp/judge-slots-{os.geteuid()}")  # noqa: S108


class Slot:
    """A claimed slot; held until released."""

    def __init__(self, number: int, handle: int) -> None:
        self.number = number
        self._handle = handle

    def release(self) -> None:
        os.close(self._handle)


class Slots:
    """Slots 0 to ``count`` - 1 under one folder, which must be ours alone: whoever could remove a file had the lock."""

    def __init__(self, folder: Path, count: int) -> None:
        self.count = count
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            status = folder.lstat()
        except OSError as error:
            raise SandboxUnavailable(f"no place to claim slots in: {error}") from error
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
            raise SandboxUnavailable(f"{folder} must be a folder that only its owner, this user, can write to")

    def claim(self) -> Slot:
        """Any free slot; a random one, so that a user id comes back late. Raises SandboxUnavailable."""
        for number in random.sample(range(self.count), k=min(_TRIES, self.count)):
            if (slot := self.take(number)) is not None:
                return slot
        raise SandboxUnavailable("no free slot for a box")

    def take(self, number: int) -> Slot | None:
        """This slot, unless somebody has it."""
        handle = os.open(self._folder / str(number), _OPEN, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return Slot(number, handle)
