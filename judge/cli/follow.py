"""Waits for a verdict and tells of what happens meanwhile: server-sent events, and asking where there are none."""

import json
import signal
from types import FrameType
from typing import Any, Self

import httpx
from httpx_sse import SSEError, connect_sse

from judge.cli.exits import Unreachable
from judge.cli.remote import API, Again, Remote, at
from judge.cli.say import Progress

DONE = ("finished", "cancelled")
_WAIT_S = 5
"""How long the server is asked to wait where the stream ended early; it also keeps us from coming back too soon."""


def follow(remote: Remote, submission: str, progress: Progress) -> dict[str, Any]:
    """Its record, once it is finished or cancelled. Raises as Remote does."""
    heard = ""
    while True:
        heard = _listen(remote, submission, heard, progress)
        record = remote.get(at("/submissions", submission), wait=_WAIT_S)
        if record.get("state") in DONE:
            return record


def _listen(remote: Remote, submission: str, heard: str, progress: Progress) -> str:
    """Hear the stream to its end, or until it breaks; the id of the last event."""
    headers = {"Last-Event-ID": heard} if heard else {}
    try:
        with connect_sse(
            remote.http, "GET", f"{API}{at('/submissions', submission)}/events", headers=headers
        ) as source:
            if source.response.status_code == httpx.codes.NO_CONTENT:
                return heard
            if not source.response.is_success:
                source.response.read()
                remote.check(source.response)
            for event in source.iter_sse():
                heard = event.id or heard
                _tell(event.event, event.data, progress)
    except (httpx.TransportError, SSEError, Again):
        return heard  # asking for the record says whether this is more than a lost connection
    return heard


def _tell(kind: str, data: str, progress: Progress) -> None:
    try:
        said = json.loads(data)
        if kind == "state":
            progress.state(str(said["state"]))
        elif kind == "test":
            progress.test(str(said["stage"]), said["test"])
    except (ValueError, KeyError, TypeError):
        return  # of a newer server; the record is what counts


class Patience:
    """At most ``timeout_s`` for everything inside. Tell it the submission's id when there is one."""

    def __init__(self, timeout_s: float | None) -> None:
        self._timeout_s = timeout_s
        self.submission = ""

    def __enter__(self) -> Self:
        if self._timeout_s is not None:
            self._before = signal.signal(signal.SIGALRM, self._late)
            signal.setitimer(signal.ITIMER_REAL, self._timeout_s)
        return self

    def __exit__(self, *_: object) -> None:
        if self._timeout_s is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _late(self, _number: int, _frame: FrameType | None) -> None:
        more = f" It is still being graded: judge report {self.submission} --wait" if self.submission else ""
        raise Unreachable(f"No verdict within {self._timeout_s:g} s.{more}")
