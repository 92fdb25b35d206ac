"""The supervisor's end of the worker's pipe: frames in, frames out."""

import os

from . import frames


class Wire:
    """``reader`` may be polled; what has arrived is decoded by :meth:`fill` and taken with :meth:`next`."""

    def __init__(self, reader: int, writer: int) -> None:
        self.reader = reader
        self._writer = writer
        self._decoder = frames.Decoder()

    def fill(self) -> bool:
        """Read once; false when the worker is gone."""
        data = os.read(self.reader, 1 << 20)
        self._decoder.feed(data)
        return bool(data)

    def next(self) -> tuple[frames.Header, bytes] | None:
        return self._decoder.next()

    def send(self, header: frames.Header, body: bytes = b"") -> None:
        view = memoryview(frames.encode(header, body))
        while view:
            view = view[os.write(self._writer, view) :]
