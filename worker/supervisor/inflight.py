"""Sockets, and with them files, that only a message in one of those sockets holds: no process has them any more.

The kernel looks for such sockets when another one is closed and at no other time, and newer ones do it aside.
Until then they take room on the disk and memory that the next run was promised.
"""

import contextlib
import socket
import time

_LOOK_AGAIN_S = 0.001
_LOOKS = 50
"""Since it last found some; each has the kernel look first. Many of them take a millisecond; in a pod there may be more
for another reason. Counted and not by the clock: a machine that stood still for a second has not looked."""
_MOST_LOOKS = 500
"""Of all. In a pod the sockets of other boxes count too, and a service may close one of its own now and then."""


def sockets() -> int:
    """How many unix sockets there are in this network, whoever has them."""
    with contextlib.suppress(OSError), open("/proc/net/unix", "rb") as table:
        return table.read().count(b"\n")
    return 0


def poke() -> None:
    """Have the kernel look, now or soon."""
    for end in socket.socketpair():
        end.close()


def collect(before: int) -> None:
    """Have the kernel look until there are no more than ``before``, or it finds none."""
    left, looks = sockets(), _LOOKS
    for _ in range(_MOST_LOOKS):
        if left <= before or looks == 0:
            return
        poke()
        time.sleep(_LOOK_AGAIN_S)
        now = sockets()
        left, looks = (now, _LOOKS) if now < left else (left, looks - 1)
