"""Reading what a program prints: keep the first N bytes, notice that there is more, never let it block."""

import os

RESULTS_BYTES = 16 * 1024 * 1024
"""Of the private pipe. What a program may print says nothing of how many tests a suite may have."""

_CHUNK_BYTES = 65536
_MOST_PUMPS = 64
"""Many times what a pipe can hold, and an end in any case."""


class Capture:
    """One output pipe. ``kept`` never exceeds ``limit_bytes``; ``cut`` says that more came."""

    def __init__(self, limit_bytes: int) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        self.limit_bytes = limit_bytes
        self.kept = bytearray()
        self.cut = False
        self.ended = False

    def close_writer(self) -> None:
        """Our copy of the program's end; without this the pipe never ends."""
        os.close(self.writer)

    def pump(self) -> None:
        """Take what is there now, a bounded amount, so that a flood on one pipe starves nobody."""
        for _ in range(16):
            try:
                data = os.read(self.reader, _CHUNK_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.ended = True
                return
            room = self.limit_bytes - len(self.kept)
            if len(data) > room:
                self.cut = True
            if room > 0:
                self.kept += data[:room]

    def drain(self) -> None:
        """Everything left in the pipe (at most its capacity), once no writer lives any more."""
        for _ in range(_MOST_PUMPS):
            if self.ended:
                return
            self.pump()

    def close(self) -> None:
        os.close(self.reader)
