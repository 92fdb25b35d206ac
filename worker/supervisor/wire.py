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

    def send(self, header: frames.Header, body: bytes | bytearray = b"") -> None:
        views = [memoryview(part) for part in (frames.head(header, len(body)), body)]
        while views:
            sent = os.writev(self._writer, views)
            while views and sent >= len(views[0]):
                sent -= len(views.pop(0))
            if views:
                views[0] = views[0][sent:]
