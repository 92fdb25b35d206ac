"""A run's private line to the worker: a socket as its descriptor 3, relayed in both directions while it runs."""

import socket

from .wire import Wire

_CHUNK_BYTES = 65536
_MOST_PIECES = 64


FOR_A_RUN = ("tell", "abort")
"""Frames for a run that speaks with the worker. They have no answer, and mean nothing once it has ended."""


class Aborted(Exception):
    """The worker wants no more of this run."""


class Talk:
    """What the program says becomes ``said`` frames; ``tell`` frames are what it hears."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.writer = theirs.detach()
        self._ours.setblocking(False)
        self.ended = False

    def fileno(self) -> int:
        return self._ours.fileno()

    def pump(self) -> None:
        """Pass on what the program said, one piece."""
        try:
            data = self._ours.recv(_CHUNK_BYTES)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data = b""
        if data:
            self.wire.send({"op": "said"}, data)
        else:
            self.ended = True

    def hear(self) -> None:
        """Pass on what the worker tells. Raises Aborted, also when the program does not listen."""
        while (frame := self.wire.next()) is not None:
            header, body = frame
            if header.get("op") != "tell":
                raise Aborted
            try:
                if self._ours.send(body) < len(body):
                    raise Aborted
            except BlockingIOError as error:
                raise Aborted from error
            except OSError:
                self.ended = True

    def finish(self) -> None:
        """Pass on what is left once the program has ended, at most what a socket can hold."""
        for _ in range(_MOST_PIECES):
            if self.ended:
                break
            try:
                data = self._ours.recv(_CHUNK_BYTES)
            except OSError:
                break
            if not data:
                break
            self.wire.send({"op": "said"}, data)
        self._ours.close()
