"""Servers that say what they please: a function gets every connection, as a bare socket."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

Behaviour = Callable[[socket.socket], None]


class RawServer:
    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> "RawServer":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self._behaviour(connection)


def read_head(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    return data


def answering(answer: bytes) -> Behaviour:
    """Read a request, send these bytes, close."""

    def behave(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(answer)

    return behave


def sending(pieces: Callable[[], Iterator[bytes]], every_s: float = 0.0) -> Behaviour:
    """Read a request, then send the pieces for as long as they are taken."""

    def behave(connection: socket.socket) -> None:
        read_head(connection)
        for piece in pieces():
            connection.sendall(piece)
            if every_s:
                time.sleep(every_s)

    return behave


def http(body: bytes, *headers: bytes, status: bytes = b"200 OK", keep: bool = False) -> bytes:
    """An answer. Unless it says that the connection is kept, it says that it is not: the server closes it after its
    behaviour, and a client that sends its next request on it before it has seen that would be cut off."""
    end = () if keep else (b"Connection: close",)
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *end, *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
