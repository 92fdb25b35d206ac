"""The wire format between worker and supervisor: a JSON header and a binary body, both with their length in front.

    u32 header length · u32 body length · header (JSON, UTF-8) · body

Both sides refuse frames beyond the limits, so a broken peer cannot make the other one grow without bound.
"""

import json
import struct
from typing import Any

PREFIX = struct.Struct(">II")
MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_BODY_BYTES = 512 * 1024 * 1024

Header = dict[str, Any]


class BrokenFrame(Exception):
    """The peer does not speak this protocol."""


def encode(header: Header, body: bytes = b"") -> bytes:
    """One frame as bytes."""
    return head(header, len(body)) + body


def head(header: Header, body_length: int) -> bytes:
    """All of a frame but its body, for whoever would rather not copy that."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return PREFIX.pack(len(text), body_length) + text


class Decoder:
    """Feed bytes in any pieces, take whole frames out."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next(self) -> tuple[Header, bytes] | None:
        """The next whole frame, or none yet.

        Raises:
            BrokenFrame: a length beyond the limits, or a header that is not a JSON object.
        """
        if len(self._buffer) < PREFIX.size:
            return None
        header_length, body_length = PREFIX.unpack_from(self._buffer)
        if header_length > MAX_HEADER_BYTES or body_length > MAX_BODY_BYTES:
            raise BrokenFrame(f"frame of {header_length} + {body_length} bytes")
        header_end = PREFIX.size + header_length
        end = header_end + body_length
        if len(self._buffer) < end:
            return None
        try:
            header = json.loads(self._buffer[PREFIX.size : header_end])
        except (ValueError, RecursionError) as error:
            raise BrokenFrame("header is not JSON") from error
        if not isinstance(header, dict):
            raise BrokenFrame("header is not an object")
        body = bytes(self._buffer[header_end:end])
        del self._buffer[:end]
        return header, body
