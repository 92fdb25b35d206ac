"""The time limit of one test: SIGALRM raises ``TestTimeout`` wherever the main thread is.

It rings again every second until it is disarmed, because code may swallow an exception (``except:``, a callback of
an event loop, ``__del__``). It raises only within ``heard``, where pytest expects a test to fail; elsewhere, an
exception would end the whole run. Where it would lose data already taken from a socket, ``shielded`` holds it back.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .failures import TestTimeout

_AGAIN_S = 1.0


class Alarm:
    def __init__(self) -> None:
        self._shields = 1
        self._rang = False
        self._seconds = 0.0

    def install(self) -> None:
        """Call once, in the main thread."""
        signal.signal(signal.SIGALRM, self._ring)

    def arm(self, seconds: float) -> None:
        """Outside of ``heard``."""
        self._shields = 1
        self._rang = False
        self._seconds = seconds
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), _AGAIN_S)

    def disarm(self) -> None:
        self._rang = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Here it may raise; at once, if it rang before."""
        self._shields -= 1
        try:
            self._raise_if_rung()
            yield
        finally:
            self._shields += 1

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """No exception of this alarm inside; if it rang there, it is raised at the end."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._shields += 1
        try:
            yield
        finally:
            self._shields -= 1
            self._raise_if_rung()

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        self._rang = True
        self._raise_if_rung()

    def _raise_if_rung(self) -> None:
        if self._rang and not self._shields:
            self._rang = False
            raise TestTimeout(f"the test took longer than {self._seconds:g} s")
