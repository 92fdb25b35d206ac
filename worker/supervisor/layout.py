"""Places inside a box. ``/box`` is the one sized tmpfs; everything else that a program can write to is listed here."""

BOX = "/box"
WORK = "/box/work"
TMP = "/box/tmp"
SHM = "/dev/shm"
MQUEUE = "/dev/mqueue"

SCRATCH = (TMP, SHM, MQUEUE)
"""Emptied after every run; ``WORK`` is brought back to the submission's own files."""
