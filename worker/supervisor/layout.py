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

SCRATCH = (TMP, DATA, *(path for path in (SHM, MQUEUE) if os.path.isdir(path)))  # gVisor has no message queues
"""Emptied after every run; ``WORK`` is brought back to the submission's own files."""
