"""Numbered slots, claimed over the whole machine by the name of a socket: nothing else says who uses which user ids.

The kernel keeps the names (abstract unix sockets) and drops one with its process, however that ends. So a slot whose
name is free has no living owner, and no file can be cleaned away under it. Boxes cannot see these names: they belong
to the network namespace.
"""

import os
import random
import socket

from judge.domain.errors import SandboxUnavailable

_TRIES = 64


class Slot:
    """A claimed slot; held until released."""

    def __init__(self, number: int, claim: socket.socket) -> None:
        self.number = number
        self._claim = claim

    def release(self) -> None:
        self._claim.close()


class Slots:
    """Slots 0 to ``count`` - 1 of the ranges named ``owner``; the ids of different users of a machine never meet."""

    def __init__(self, count: int, owner: str = "") -> None:
        self.count = count
        self._owner = owner or f"uid-{os.geteuid()}"

    def claim(self) -> Slot:
        """Any free slot; a random one, so that a user id comes back late. Raises SandboxUnavailable."""
        for number in random.sample(range(self.count), k=min(_TRIES, self.count)):
            if (slot := self.take(number)) is not None:
                return slot
        raise SandboxUnavailable("no free slot for a box")

    def take(self, number: int) -> Slot | None:
        """This slot, unless somebody has it."""
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(f"\0judge-slot/{self._owner}/{number}")
        except OSError:
            claim.close()
            return None
        return Slot(number, claim)
