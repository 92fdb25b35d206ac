"""The control channel: JSON lines over a unix socket, both ways. Results go out; asks go out and are answered.

One ask at a time, from any thread; answers come in the order of the asks. One that comes after its ask was given up
(the test timed out) is dropped.
"""

import json
import select
import socket
import threading
from typing import Any, Protocol

from .alarm import Alarm
from .failures import ChannelClosed, ServiceFailed

_LINE_BYTES = 60 * 1024
_SHRINK_FROM = 200


class Asks(Protocol):
    """The worker, which owns the processes of the service and of its sidecars."""

    def ask(self, op: str, **fields: Any) -> dict[str, Any]: ...


class Channel:
    def __init__(self, connection: socket.socket, alarm: Alarm) -> None:
        self._connection = connection
        self._alarm = alarm
        self._received = b""
        self._asked = 0
        self._answered = 0
        self._asking = threading.RLock()
        self._writing = threading.Lock()

    def send(self, **line: Any) -> None:
        """One line, made shorter if it must be.

        Raises:
            ChannelClosed: the worker is gone.
        """
        with self._alarm.shielded(), self._writing:
            try:
                self._connection.sendall(_fitting(line))
            except OSError as error:
                raise ChannelClosed(str(error)) from error

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """Have the worker do something, and wait until it has.

        Raises:
            ServiceFailed: it could not be done; the cause code is in ``reason``.
            ChannelClosed: the worker is gone.
        """
        with self._asking:
            # Counted and sent, or neither: a count of what was never sent would be waited for without end.
            with self._alarm.shielded():
                self._asked += 1
                number = self._asked
                self.send(kind="ask", n=number, op=op, **fields)
            answer = self._answer_to(number)
        if "error" in answer:
            raise ServiceFailed(op, str(answer["error"]), str(answer.get("message") or ""))
        ok = answer.get("ok")
        return ok if isinstance(ok, dict) else {}

    def settle(self) -> None:
        """Wait for the answer to an ask that was given up: until then, the worker is still at it."""
        with self._asking:
            if self._answered < self._asked:
                self._answer_to(self._asked)

    def _answer_to(self, number: int) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        while self._answered < number:
            if b"\n" not in self._received:
                # Waiting may be interrupted by the alarm; taking what is there, and noting it, may not.
                select.select([self._connection], [], [])
            with self._alarm.shielded():
                if b"\n" not in self._received:
                    self._receive()
                line, end, rest = self._received.partition(b"\n")
                if end:
                    self._received = rest
                    answer = json.loads(line)
                    self._answered = int(answer["n"])
        return answer

    def _receive(self) -> None:
        try:
            data = self._connection.recv(65536)
        except OSError as error:
            raise ChannelClosed(str(error)) from error
        if not data:
            raise ChannelClosed("the worker closed the channel")
        self._received += data


def _fitting(line: dict[str, Any]) -> bytes:
    """A line of bounded length: the longest text is halved until it fits."""
    while True:
        data = json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"
        longest = max(line, key=lambda name: len(line[name]) if isinstance(line[name], str) else 0)
        if len(data) <= _LINE_BYTES or not isinstance(line[longest], str) or len(line[longest]) < _SHRINK_FROM:
            return data
        line = {**line, longest: line[longest][: len(line[longest]) // 2] + "…"}
