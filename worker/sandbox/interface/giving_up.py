"""Whether what a box does is still wanted: asked whenever the worker waits for a box, so that a program that runs for
minutes does not go on for minutes after its submission was cancelled.

It is known to the thread that grades, and to nothing below it that it would have to be handed through. What makes boxes
ahead of need is in another thread, and never gives up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Stopped = Callable[[], bool]


def _never() -> bool:
    return False


_stopped: ContextVar[Stopped] = ContextVar("stopped", default=_never)


@contextmanager
def giving_up(stopped: Stopped) -> Iterator[None]:
    """While the context lasts, whoever waits for a box gives up once ``stopped``: SandboxUnavailable."""
    token = _stopped.set(stopped)
    try:
        yield
    finally:
        _stopped.reset(token)


def given_up() -> bool:
    return _stopped.get()()
