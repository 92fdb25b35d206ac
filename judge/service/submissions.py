"""Reading submissions, waiting for them, and changing their fate."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import structlog

from judge.domain.errors import Conflict, NotFound, Unavailable
from judge.domain.events import Event, StateChanged
from judge.domain.redaction import candidate_event
from judge.domain.submission import Submission
from judge.service.parts import Parts
from judge.service.ports import Query, Watch
from judge.service.views import DONE, SubmissionView, Views

_log = structlog.get_logger(__name__)

RECHECK_S = 15.0
"""Waiters look again this often even if they heard nothing: news can be lost when the store reconnects."""

SLICE_S = 2.0
"""How soon a waiter sees that the process is about to stop."""

HEARTBEAT_S = 10.0


@dataclass(frozen=True, slots=True)
class ListPage:
    views: tuple[SubmissionView, ...]
    cursor: str


class SubmissionCases:
    def __init__(self, parts: Parts, views: Views) -> None:
        self._parts = parts
        self._store = parts.submissions
        self._views = views

    def get(self, submission_id: str) -> SubmissionView:
        """Raises NotFound."""
        return self._views.of(self._find(submission_id))

    def wait(self, submission_id: str, timeout_s: float) -> SubmissionView:
        """The view as soon as nothing more will happen, or as it is when the time is over. Raises NotFound."""
        if timeout_s <= 0:
            return self.get(submission_id)
        deadline = monotonic() + timeout_s
        with self._parts.events.watch(submission_id) as watch:
            submission = self._find(submission_id)
            while submission.state not in DONE and self._news(watch, deadline):
                submission = self._store.get(submission_id)
        return self._views.of(submission)

    def _news(self, watch: Watch, deadline: float) -> bool:
        """Sleep until it is worth looking again (true), or nobody should wait any longer (false)."""
        recheck = monotonic() + RECHECK_S
        while (left := deadline - monotonic()) > 0 and not self._parts.stopping():
            if watch.wait(min(left, SLICE_S)) or monotonic() >= recheck:
                return True
        return False

    def page(self, query: Query) -> ListPage:
        """Raises InvalidInput when the cursor is not one of ours."""
        page = self._store.list(query)
        return ListPage(self._views.of_many(page.submissions), page.cursor)

    def cancel(self, submission_id: str) -> SubmissionView:
        """Raises NotFound, or Conflict when it is over already."""
        self._find(submission_id)
        return self._views.of(self._store.cancel(submission_id))

    def rejudge(self, submission_id: str) -> SubmissionView:
        """A new attempt at the same files. Raises NotFound, or Conflict while one is under way."""
        self._find(submission_id)
        submission = self._store.rejudge(submission_id)
        try:
            self._parts.dispatch.send(submission)
        except Unavailable as error:
            _log.warning("dispatch_failed", submission=submission.id, error=str(error))
        return self._views.of(submission)

    def report(self, submission_id: str) -> SubmissionView:
        """The view of a finished submission. Raises NotFound, or Conflict while there is no report."""
        view = self.get(submission_id)
        if view.report is None:
            raise Conflict(f"submission {submission_id} is {view.submission.state}; it has no report")
        return view

    def events(self, submission_id: str, after: str) -> Iterator[tuple[str, Event] | None]:
        """What happens to the submission from ``after`` on, until nothing more will; none is a sign of life.

        Raises:
            NotFound, InvalidInput: before the first item.
        """
        submission = self._find(submission_id)
        first = self._parts.events.read(submission_id, after)
        return self._follow(submission, first, after)

    def over(self, submission_id: str, after: str) -> bool:
        """Whether somebody who has heard everything up to ``after`` has nothing more to expect."""
        return self._find(submission_id).state in DONE and not self._parts.events.read(submission_id, after)

    def _follow(
        self, submission: Submission, heard: list[tuple[str, Event]], after: str
    ) -> Iterator[tuple[str, Event] | None]:
        with self._parts.events.watch(submission.id) as watch:
            quiet = True
            while True:
                for event_id, event in heard:
                    after = event_id
                    if (seen := candidate_event(event)) is not None:
                        yield event_id, seen
                last = heard[-1][1] if heard else None
                if isinstance(last, StateChanged) and last.state in DONE:
                    return
                heard = self._parts.events.read(submission.id, after)
                if heard:
                    quiet = False
                    continue
                if self._parts.stopping() or (quiet and self._store.get(submission.id).state in DONE):
                    return
                quiet = not self._news(watch, monotonic() + HEARTBEAT_S)
                if quiet:
                    yield None

    def _find(self, submission_id: str) -> Submission:
        if not (submission_id.isascii() and submission_id.isalnum() and len(submission_id) <= 64):
            raise NotFound(f"there is no submission {submission_id[:64]!r}")
        return self._store.get(submission_id)
