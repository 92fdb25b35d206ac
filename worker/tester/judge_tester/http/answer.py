"""A response that stays small whatever it claims to be.

httpx would unpack a body as far as it goes and decode text with any codec a header names; ``charset=zlib`` is one.
"""

import zlib
from typing import Any

import httpx
from httpx._decoders import ContentDecoder, IdentityDecoder

from judge_tester.expect import Expectation
from judge_tester.text import not_json, shown_bytes, target

from .budget import Room, too_large

_CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "utf-16", "utf-8-sig"}
_WINDOWS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}

_CONTENT_TYPE_CHARS = 500


class NotJson(Expectation, ValueError):
    """The body of an answer is not JSON."""


class Answer(httpx.Response):
    def __init__(self, *args: Any, response_bytes: int, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._response_bytes = response_bytes
        self._room = room

    @property
    def charset_encoding(self) -> str | None:
        # Taking a long header apart costs time with the square of its length.
        short = len(self.headers.get("content-type", "")) <= _CONTENT_TYPE_CHARS
        named = super().charset_encoding if short else None
        return named if named is not None and named.lower() in _CHARSETS else None

    def json(self, **kwargs: Any) -> Any:
        """The parsed body.

        Raises:
            NotJson: it is not JSON; both an AssertionError and a ValueError.
        """
        try:
            return super().json(parse_constant=not_json, **kwargs)
        except (ValueError, RecursionError):
            start = shown_bytes(self.content, 80)
            raise NotJson(
                f"{target(self.request.method, self.request.url.raw_path)}: expected JSON, got {self.status_code} with "
                + (f"a body that begins {start!r}" if start else "an empty body"),
                expected="a body of JSON",
            ) from None

    def _get_content_decoder(self) -> ContentDecoder:
        if not hasattr(self, "_decoder"):
            window = _WINDOWS.get(self.headers.get("content-encoding", "").strip().lower())
            self._decoder: ContentDecoder = IdentityDecoder()
            if window is not None:
                self._decoder = _Unpacked(window, self._response_bytes, self._room)
        return self._decoder


class _Unpacked(ContentDecoder):
    """gzip and deflate, up to a number of bytes."""

    def __init__(self, window: int, limit: int, room: Room) -> None:
        self._stream = zlib.decompressobj(window)
        self._limit = limit
        self._left = limit
        self._room = room
        self._headless = window == zlib.MAX_WBITS

    def decode(self, data: bytes) -> bytes:
        try:
            unpacked = self._stream.decompress(data, self._left + 1)
        except zlib.error as error:
            if not self._headless:
                raise httpx.DecodingError(str(error)) from error
            # Some servers send deflate without its zlib header.
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self._headless = False
            return self.decode(data)
        self._headless = False
        self._left -= len(unpacked)
        if self._left < 0:
            raise too_large(self._limit)
        self._room.take(len(unpacked))
        return unpacked

    def flush(self) -> bytes:
        return b""
