"""A run that speaks with the worker while it goes on: its words as they come, then its result."""

import time
from collections.abc import Iterator

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.channel import Channel, Message
from worker.sandbox.interface import RunResult
from worker.sandbox.replies import run_result
from worker.supervisor.meter import PATIENCE

BUSY_FACTOR = 1.0 + PATIENCE
"""On a busy machine a run, or the start of a service, may take up to this many times its limit."""

GRACE_S = 30.0
"""Beyond that: patience with a short limit (``LEAST_PATIENCE_S``), then killing, draining and cleaning."""


class SupervisedConversation:
    """Ends itself at the run's wall limit, which the supervisor holds."""

    def __init__(self, channel: Channel, message: Message) -> None:
        self._channel = channel
        self._give_up_at = time.monotonic() + message.timeout_s
        self._result: RunResult | None = None
        channel.send(message)

    def pieces(self) -> Iterator[bytes]:
        while self._result is None:
            reply = self._channel.receive(max(0.0, self._give_up_at - time.monotonic()))
            header, body = reply
            if header.get("op") == "said":
                yield body
            else:
                self._result = run_result(reply)

    def tell(self, data: bytes) -> None:
        if self._result is None:
            self._channel.send(Message({"op": "tell"}, data))

    def abort(self) -> None:
        if self._result is None:
            self._channel.send(Message({"op": "abort"}))
            for _ in self.pieces():
                pass

    @property
    def result(self) -> RunResult:
        if self._result is None:
            raise SandboxUnavailable("the run has not ended")
        return self._result
