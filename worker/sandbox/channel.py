"""The worker's end of a supervisor's pipe: requests out and replies in at the same time, each reply with a deadline.

Both directions are pumped together, because either side may block on a full pipe while the other waits for it.
"""

import select
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.interface import given_up
from worker.supervisor import frames

WINDOW = 3
"""Requests sent ahead of their replies: hides the way there and back, and wastes little when a run stops early."""
LOOK_S = 0.2
"""How soon it is noticed that nobody wants the reply any more."""


class Transport(Protocol):
    """Two file descriptors and how to read and write them without blocking."""

    def reader(self) -> int: ...

    def writer(self) -> int: ...

    def read(self) -> bytes:
        """What arrived (may be empty though the peer lives). Raises EOFError once the peer is gone."""

    def write(self, data: memoryview) -> int: ...

    def diagnosis(self) -> str:
        """What the peer said outside the protocol, for the log."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Message:
    """A request and how long its reply may take once it is this request's turn."""

    header: frames.Header
    body: bytes = b""
    timeout_s: float = 10.0


Reply = tuple[frames.Header, bytes]


class Channel:
    """Calls answered in order. After any error the channel is of no more use, and so is its box."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._decoder = frames.Decoder()
        self._outgoing: deque[memoryview] = deque()
        self._poll = select.poll()
        self._poll.register(transport.reader(), select.POLLIN)

    def call(self, message: Message) -> Reply:
        """Send one request and wait for its reply. Raises SandboxUnavailable."""
        return next(self.pipeline((message,)))

    def pipeline(self, messages: Iterable[Message], window: int = WINDOW) -> Iterator[Reply]:
        """Replies in the order of ``messages``. Close the iterator early, and the replies under way are awaited.

        Raises:
            SandboxUnavailable: the box is lost, spoke nonsense, or took too long.
        """
        waiting: deque[Message] = deque()
        source = iter(messages)
        try:
            while True:
                while len(waiting) < window and (message := next(source, None)) is not None:
                    self._outgoing.append(memoryview(frames.encode(message.header, message.body)))
                    waiting.append(message)
                if not waiting:
                    return
                reply = self.receive(waiting[0].timeout_s)
                waiting.popleft()
                yield reply
        except GeneratorExit:
            for message in waiting:
                self.receive(message.timeout_s)

    def send(self, message: Message) -> None:
        """Send a request whose reply is taken with :meth:`receive`. Raises SandboxUnavailable."""
        self._outgoing.append(memoryview(frames.encode(message.header, message.body)))
        try:
            self._flush()
        except OSError as error:
            raise SandboxUnavailable(f"the box is lost: {error!r}; {self._transport.diagnosis()}") from error

    def receive(self, timeout_s: float) -> Reply:
        """The next reply. Raises SandboxUnavailable: the box is lost, spoke nonsense, or took too long."""
        deadline = time.monotonic() + timeout_s
        try:
            self._flush()
            while (frame := self._decoder.next()) is None:
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    raise SandboxUnavailable(f"no answer from the box within {timeout_s:.0f} s")
                if given_up():
                    raise SandboxUnavailable("nobody waits for what the box does any more")
                self._pump(min(left_s, LOOK_S))
        except (OSError, EOFError, frames.BrokenFrame) as error:
            raise SandboxUnavailable(f"the box is lost: {error!r}; {self._transport.diagnosis()}") from error
        return frame

    def _pump(self, timeout_s: float) -> None:
        if self._outgoing:
            self._poll.register(self._transport.writer(), self._writer_mask())
        for descriptor, event in self._poll.poll(timeout_s * 1000):
            if descriptor == self._transport.writer() and event & select.POLLOUT:
                self._flush()
            if descriptor == self._transport.reader() and event & ~select.POLLOUT:
                self._decoder.feed(self._transport.read())
        if not self._outgoing:
            self._calm()

    def _writer_mask(self) -> int:
        same = self._transport.writer() == self._transport.reader()
        return select.POLLIN | select.POLLOUT if same else select.POLLOUT

    def _calm(self) -> None:
        """Nothing to send: stop asking whether the peer could take more."""
        if self._transport.writer() == self._transport.reader():
            self._poll.register(self._transport.reader(), select.POLLIN)
        elif self._transport.writer() >= 0:
            self._poll.register(self._transport.writer(), 0)

    def _flush(self) -> None:
        while self._outgoing:
            data = self._outgoing[0]
            try:
                sent = self._transport.write(data)
            except BlockingIOError:
                return
            if sent < len(data):
                self._outgoing[0] = data[sent:]
            else:
                self._outgoing.popleft()

    def close(self) -> None:
        self._transport.close()
