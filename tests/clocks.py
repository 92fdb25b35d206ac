"""Clocks that jump: a small library, preloaded, shifts what a process takes for the time of day (``clock.c``).

libfaketime was tried first and does not do: with its version 0.9.10, ``time.sleep`` of Python 3.11 fails when the
monotonic clock is left alone, and redis-server does not start, because jemalloc asks for the time too early.
"""

import os
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


def build(folder: Path) -> Path:
    """The library, compiled on the spot."""
    library = folder / "clock.so"
    command = ("cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl")
    subprocess.run(command, check=True, capture_output=True)
    return library


def variables(library: Path, file: Path) -> dict[str, str]:
    """For a process whose clock goes by ``file``; it is right until :func:`jump`."""
    file.write_bytes(bytes(8))
    return {"LD_PRELOAD": str(library), "CHAOS_CLOCK": str(file)}


def jump(file: Path, seconds: int) -> None:
    """From now on the clock differs from the right time by so much."""
    with file.open("r+b") as clock:
        os.pwrite(clock.fileno(), struct.pack("=q", seconds), 0)
