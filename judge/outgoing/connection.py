"""Connections to one checked address, with an end: nothing that the other side does keeps one open beyond it."""

import ssl
from collections.abc import Iterable
from time import monotonic
from typing import Any

import httpcore


class Deadline:
    """The end of a whole request, however many reads and writes it takes."""

    def __init__(self, seconds: float) -> None:
        self._at = monotonic() + seconds

    def left(self, at_most: float | None) -> float:
        """Raises httpcore.ReadTimeout once it is over."""
        left = self._at - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if at_most is None else min(left, at_most)


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to ``address``, whatever name is asked for. TLS still checks that name, and ``Host`` still tells it."""

    def __init__(self, address: str, deadline: Deadline) -> None:
        self._address = address
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - this is what is pinned
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(
            self._address, port, self._deadline.left(timeout), local_address, socket_options
        )
        return _Bounded(stream, self._deadline)


class _Bounded(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Bounded(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
