"""Server-sent events: ``state`` and ``test``, each with its id; comments between them keep the connection alive."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Literal

import structlog
from flask import Response
from pydantic import BaseModel, WithJsonSchema

from judge.api.access import scope
from judge.api.calls import Answer
from judge.api.reports import TestOut, test_out
from judge.api.requests import EventsHeaders, headers_of
from judge.domain.errors import Unavailable
from judge.domain.events import Event, StateChanged
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.service.submissions import SubmissionCases

MEDIA_TYPE = "text/event-stream"
_RECONNECT_MS = 1000
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""Candidates print them. Only CR and LF end a line of the stream, but many clients split at these too."""
_log = structlog.get_logger(__name__)


class StreamEvent(BaseModel):
    """One server-sent event. `data` is JSON: a StateEvent or a TestEvent, as `event` says."""

    id: str
    event: Literal["state", "test"]
    data: Annotated[str, WithJsonSchema({"type": "string", "contentMediaType": "application/json"})]


EVENTS_ANSWERS = (
    Answer(
        description="The stream; it ends after the event that ends the submission.",
        model=StreamEvent,
        media_type=MEDIA_TYPE,
    ),
    Answer(status=204, description="Everything up to Last-Event-ID was all there is; do not reconnect.", media_type=""),
)


class StateEvent(BaseModel):
    """Data of a `state` event."""

    state: State
    attempt: int
    verdict: Verdict | None


class TestEvent(BaseModel):
    """Data of a `test` event: one test ended."""

    stage: str
    test: TestOut


def events_view(cases: SubmissionCases) -> Callable[[str], Response]:
    def events(submission_id: str) -> Response:
        after = headers_of(EventsHeaders).last_event_id
        if after and cases.over(submission_id, after, scope()):
            nothing = Response(status=204)
            del nothing.headers["Content-Type"]
            return nothing
        happened = cases.events(submission_id, after, scope())
        answer = Response(_stream(happened), content_type=MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})
        answer.call_on_close(happened.close)  # also of a client that went away before the first event
        return answer

    return events


def _stream(happened: Iterable[tuple[str, Event] | None]) -> Iterator[str]:
    yield f"retry: {_RECONNECT_MS}\n\n"
    try:
        for item in happened:
            yield _event(*item) if item else ": nothing new\n\n"
    except Unavailable as error:
        # The answer has begun, so it can only end here; the client comes back with the id of the last event it heard.
        _log.warning("stream_broken", error=str(error))


def _event(event_id: str, event: Event) -> str:
    data: BaseModel
    if isinstance(event, StateChanged):
        kind = "state"
        data = StateEvent.model_construct(state=event.state, attempt=event.attempt, verdict=event.verdict)
    else:
        kind = "test"
        data = TestEvent.model_construct(stage=event.stage, test=test_out(event.test))
    return f"id: {event_id}\nevent: {kind}\ndata: {data.model_dump_json().translate(_LINE_ENDS)}\n\n"
