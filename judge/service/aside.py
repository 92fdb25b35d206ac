"""Work that keeps a processor busy for long: done beside what else the process has to answer."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Aside(Protocol):
    def __call__(self, work: Callable[[], T]) -> T:
        """What ``work`` returns or raises. It may run in a thread, and so must touch nothing that others have."""


def at_once(work: Callable[[], T]) -> T:
    """Where nobody else waits."""
    return work()
