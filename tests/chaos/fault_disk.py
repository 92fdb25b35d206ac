"""The disk that Redis writes to is full for a while."""

import errno
import os
import random
import time

from tests.chaos.site import Site

LONGEST_FULL_S = 5.0
_PIECE = bytes(1 << 20)


def fill(site: Site, rng: random.Random) -> str:
    full_s = rng.uniform(1.0, LONGEST_FULL_S)
    ballast = site.disk / "ballast"
    end = time.monotonic() + full_s
    try:
        with ballast.open("wb", buffering=0) as file:
            while time.monotonic() < end:  # Redis may free something while it is so
                _all_of_it(file.fileno())
                time.sleep(0.05)
        held_mib = ballast.stat().st_size >> 20
    finally:
        ballast.unlink(missing_ok=True)
    return f"for {full_s:.1f} s, {held_mib} MiB taken"


def _all_of_it(descriptor: int) -> None:
    piece = _PIECE
    while piece:
        try:
            os.write(descriptor, piece)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            piece = piece[: len(piece) // 2]
