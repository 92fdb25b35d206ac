"""The end of what a long-running program prints: bounded memory, no blocked program, whatever it says."""

import os

_CHUNK_BYTES = 65536
_PUMPS = 16


class Tail:
    """One pipe for stdout and stderr together, so that the order of lines stays. ``kept`` is the last part."""

    def __init__(self, limit_bytes: int) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        self.limit_bytes = limit_bytes
        self.kept = bytearray()
        self.dropped_bytes = 0
        self.ended = False

    def close_writer(self) -> None:
        """Our copy of the program's end; without this the pipe never ends."""
        os.close(self.writer)

    def pump(self) -> None:
        """Take what is there now, a bounded amount, so that a flood starves nobody."""
        for _ in range(_PUMPS):
            try:
                data = os.read(self.reader, _CHUNK_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.ended = True
                return
            self.kept += data
            if (surplus := len(self.kept) - self.limit_bytes) > 0:
                del self.kept[:surplus]
                self.dropped_bytes += surplus

    def close(self) -> None:
        self.pump()
        os.close(self.reader)
