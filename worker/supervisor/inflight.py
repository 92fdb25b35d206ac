"""Sockets, and with them files, that only a message in one of those sockets holds: no process has them any more.

The kernel looks for such sockets when another one is closed and at no other time, and newer ones do it aside.
Until then they take room on the disk and memory that the next run was promised.
"""

import contextlib
import socket
import time

_PATIENCE_S = 0.05
"""Since it last found some. Many of them take a millisecond; in a pod there may be more for another reason."""
_LONGEST_S = 0.5
"""Of all. In a pod the sockets of other boxes count too, and a service may close one of its own now and then."""


def sockets() -> int:
    """How many unix sockets there are in this network, whoever has them."""
    with contextlib.suppress(OSError), open("/proc/net/unix", "rb") as table:
        return table.read().count(b"\n")
    return 0


def collect(before: int) -> None:
    """Have the kernel look until there are no more than ``before``, or it finds none."""
    left = sockets()
    deadline = time.monotonic() + _PATIENCE_S
    give_up_at = time.monotonic() + _LONGEST_S
    while left > before and time.monotonic() < min(deadline, give_up_at):
        for end in socket.socketpair():
            end.close()
        time.sleep(0.001)
        if (now := sockets()) < left:
            left, deadline = now, time.monotonic() + _PATIENCE_S
