import time
from contextlib import contextmanager

from refusal import Refusal


class Circuit:
    """Closed, open until a moment, or half-open, when one request finds out."""

    def __init__(self, threshold, open_s):
        self.threshold, self.open_s = threshold, open_s
        self._failed = 0
        self._open_until = None
        self._probing = False

    @contextmanager
    def request(self):
        """Around one request; yields a function to be called with whether it failed."""
        if self._open_until is not None:
            if self._probing or time.monotonic() < self._open_until:
                raise Refusal(503, "circuit_open", Retry_After="1")
            self._probing = True
        done = []
        try:
            yield done.append
        finally:
            # Without a word the request was abandoned: that is no success.
            self._finished(done[-1] if done else True)

    def _finished(self, failed):
        self._probing = False
        self._failed = self._failed + 1 if failed else 0
        if not failed:
            self._open_until = None
        elif self._failed >= self.threshold:
            self._open_until = time.monotonic() + self.open_s
