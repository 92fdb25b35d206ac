"""Sockets under httpcore that obey the budget of the request they work for."""

import socket
from collections.abc import Iterable
from typing import Any

import httpcore
from httpcore._utils import is_socket_readable

from .budget import budget_of

_PIECE_BYTES = 64 * 1024


class Stream(httpcore.NetworkStream):
    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = budget_of(timeout)
        self._socket.settimeout(budget.left_s())
        try:
            data = self._socket.recv(max_bytes)
        except TimeoutError:
            raise budget.spent() from None
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        budget.received(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        budget = budget_of(timeout)
        rest = memoryview(buffer)
        while rest:
            self._socket.settimeout(budget.left_s())
            try:
                sent = self._socket.send(rest[:_PIECE_BYTES])
            except TimeoutError:
                raise budget.spent() from None
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error
            rest = rest[sent:]

    def close(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return is_socket_readable(self._socket)
        return self._socket if info == "socket" else None


class Backend(httpcore.NetworkBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore's interface
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - httpcore's interface
    ) -> httpcore.NetworkStream:
        budget = budget_of(timeout)
        try:
            connection = socket.create_connection((host, port), budget.left_s())
        except TimeoutError:
            raise budget.spent() from None
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Stream(connection)
