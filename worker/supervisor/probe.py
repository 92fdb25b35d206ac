"""Asks a port of this box whether its service is ready: by a connection, or by a path that answers with 2xx.

The service is hostile. Nothing here waits for it: every socket is non-blocking, every answer is cut after its first
line, and an attempt that leads nowhere is given up.
"""

import errno
import select
import socket
import time

_ATTEMPT_S = 2.0
_FIRST_PAUSE_S = 0.003
_LONGEST_PAUSE_S = 0.05
_LINE_BYTES = 1024
_CONNECTING = (0, errno.EINPROGRESS, errno.EALREADY, errno.EISCONN)


class Probe:
    """``path`` empty: a connection is enough. ``seen`` is the best so far: refused, silent (it accepts), answered."""

    def __init__(self, port: int, path: str) -> None:
        self.seen = "refused"
        self.answer = ""
        """The status line of the last answer that was not 2xx."""
        self._port = port
        self._path = path
        self._socket: socket.socket | None = None
        self._line = b""
        self._connected = False
        self._give_up_at = 0.0
        self._next_at = 0.0
        self._pause_s = _FIRST_PAUSE_S

    def step(self) -> bool:
        """Go on as far as it goes without waiting; whether the service is ready."""
        now = time.monotonic()
        if self._socket is None:
            if now < self._next_at:
                return False
            self._connect(now)
        if self._socket is not None and now > self._give_up_at:
            self._retry()
        try:
            return self._socket is not None and self._proceed(self._socket)
        except OSError:
            self._retry()
            return False

    def wait_ms(self, most_ms: float) -> float:
        """How long a step would lead no further, if nothing happens on :meth:`fileno`."""
        until = self._next_at if self._socket is None else self._give_up_at
        return max(0.0, min(most_ms, (until - time.monotonic()) * 1000 + 1))

    def watch(self, poll: "select.poll") -> int:
        """Have ``poll`` look at the attempt under way; its descriptor, or -1."""
        if self._socket is None:
            return -1
        poll.register(self._socket, select.POLLIN if self._connected else select.POLLOUT)
        return self._socket.fileno()

    def again(self) -> None:
        """What answered was not the service: as if nothing had."""
        self.seen, self.answer = "refused", ""
        self._retry()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connect(self, now: float) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        self._line = b""
        self._connected = False
        self._give_up_at = now + _ATTEMPT_S
        if self._socket.connect_ex(("127.0.0.1", self._port)) not in _CONNECTING:
            self._retry()

    def _proceed(self, attempt: socket.socket) -> bool:
        if not self._connected:
            poll = select.poll()
            poll.register(attempt, select.POLLOUT)
            if not poll.poll(0):
                return False
            if attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self._retry()
                return False
            self._connected = True
            if self.seen == "refused":
                self.seen = "silent"
            if not self._path:
                return True
            host = f"127.0.0.1:{self._port}"
            attempt.send(
                f"GET {self._path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\nConnection: close\r\n\r\n".encode()
            )
        try:
            data = attempt.recv(_LINE_BYTES)
        except BlockingIOError:
            return False
        self._line += data
        if b"\n" not in self._line and data and len(self._line) < _LINE_BYTES:
            return False
        return self._is_good()

    def _is_good(self) -> bool:
        words = self._line.split(b"\n", 1)[0].split()
        if len(words) >= 2 and words[0].startswith(b"HTTP/") and words[1].isdigit():
            if words[1][:1] == b"2":
                return True
            self.seen = "answered"
            self.answer = b" ".join(words).decode("ascii", "replace")[:200]
        self._retry()
        return False

    def _retry(self) -> None:
        self.close()
        self._next_at = time.monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 1.5, _LONGEST_PAUSE_S)
