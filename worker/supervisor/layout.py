"""Places inside a box. ``/box`` is the one sized tmpfs; everything else that a program can write to is listed here."""

import os

BOX = "/box"
WORK = "/box/work"
TMP = "/box/tmp"
DATA = "/box/data"
"""Where a service keeps what must survive its restarts."""
SHM = "/dev/shm"
MQUEUE = "/dev/mqueue"

OPEN = (WORK, TMP, DATA)
"""Folders that any program may add files to."""


def _in_place_of_a_link() -> tuple[str, ...]:
    """gVisor mounts a disk of its own over the link that leads to ``TMP``. Outside of boxes it is the machine's."""
    return ("/tmp",) if os.getpid() == 1 and os.path.ismount("/tmp") else ()


SCRATCH = (TMP, DATA, *(path for path in (SHM, MQUEUE) if os.path.isdir(path)), *_in_place_of_a_link())
"""Emptied after every run; ``WORK`` is brought back to the submission's own files."""
