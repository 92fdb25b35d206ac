"""A gzip stream, unpacked piece by piece as somebody reads it.

``gzip`` is not used: a header's file name costs it a call for each byte, and a stream of empty members one for each,
which makes seconds of a few MiB. Nobody packs a tar.gz in several members; here it has one.
"""

import io
import zlib

_RAW_BYTES = 16 * 1024
"""Of packed bytes that are looked at together: those that wait for room are copied each time."""
_PIECE_BYTES = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class _Unpacked(io.RawIOBase):
    def __init__(self, data: bytes, most: int) -> None:
        self._data = memoryview(data)
        self._unpacker = zlib.decompressobj(_GZIP)
        self._at = 0
        self._most = self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]  # what io.BufferedReader hands over
        """Fill a part of ``buffer``; 0 at the end."""
        while not self._unpacker.eof:
            raw: bytes | memoryview[int] = self._unpacker.unconsumed_tail
            if not raw:
                raw = self._data[self._at : self._at + _RAW_BYTES]
                self._at += len(raw)
            piece = self._unpacker.decompress(raw, min(len(buffer), _PIECE_BYTES))
            if piece:
                self._left -= len(piece)
                if self._left < 0:
                    raise ValueError(f"it unpacks to more than {self._most} bytes")
                buffer[: len(piece)] = piece
                return len(piece)
            if not raw:
                raise EOFError("it ends in the middle")
        if self._unpacker.unused_data.strip(b"\0") or bytes(self._data[self._at :]).strip(b"\0"):
            raise ValueError("there is something behind its end")
        return 0


def unpacked(data: bytes, most: int) -> io.BufferedReader:
    """To read from.

    Raises (whoever reads):
        ValueError: there are more than ``most`` bytes, or something follows.
        EOFError, zlib.error: it is damaged.
    """
    return io.BufferedReader(_Unpacked(data, most), _PIECE_BYTES)
