"""Reading submissions, waiting for them, and changing their fate."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import structlog

from judge.domain.access import Reach, Scope
from judge.domain.errors import Conflict, NotFound
from judge.domain.events import StateChanged
from judge.domain.rejudge import Earlier
from judge.domain.submission import Purpose, State, Submission
from judge.service.hearing import Everything, Told, Visible
from judge.service.listeners import Followed, Listeners
from judge.service.parts import Parts
from judge.service.ports import Query, Watch
from judge.service.sending import tell_workers
from judge.service.views import DONE, SubmissionView, Views

_log = structlog.get_logger(__name__)

RECHECK_S = 15.0
"""Waiters look again this often even if they heard nothing: news can be lost when the store reconnects."""

SLICE_S = 2.0
"""How soon a waiter sees that the process is about to stop."""

HEARTBEAT_S = 10.0

LASTING = (Purpose.COUNTS, Purpose.KNOWN, Purpose.SHADOW)
"""All but trials, which have calls of their own. Those that do not count belong to no candidate and are in no list."""


@dataclass(frozen=True, slots=True)
class ListPage:
    views: tuple[SubmissionView, ...]
    cursor: str


class SubmissionCases:
    """Those of some purposes; the others are not there."""

    def __init__(
        self, parts: Parts, views: Views, listeners: Listeners, purposes: Collection[Purpose] = LASTING
    ) -> None:
        self._listeners = listeners
        self._purposes = purposes
        self._parts = parts
        self._store = parts.submissions
        self._views = views

    def get(self, submission_id: str, scope: Scope) -> SubmissionView:
        """Raises NotFound."""
        return self._views.of(self._find(submission_id, scope), scope)

    def wait(self, submission_id: str, timeout_s: float, scope: Scope) -> SubmissionView:
        """The view as soon as nothing more will happen, or as it is when the time is over. Raises NotFound, Busy."""
        if timeout_s <= 0:
            return self.get(submission_id, scope)
        deadline = monotonic() + timeout_s
        with self._listeners.held(scope), self._parts.events.watch(submission_id) as watch:
            submission = self._find(submission_id, scope)
            while submission.state not in DONE and self._news(watch, deadline):
                submission = self._store.get(submission_id)
        return self._views.of(submission, scope)

    def _news(self, watch: Watch, deadline: float) -> bool:
        """Sleep until it is worth looking again (true), or nobody should wait any longer (false)."""
        recheck = monotonic() + RECHECK_S
        while (left := deadline - monotonic()) > 0 and not self._parts.stopping():
            if watch.wait(min(left, SLICE_S)) or monotonic() >= recheck:
                return True
        return False

    def page(self, query: Query, scope: Scope) -> ListPage:
        """Those of the found that the caller may see. Raises InvalidInput when the cursor is not one of ours."""
        page = self._store.list(replace(query, within=(*query.within, *lists_of(scope))))
        return ListPage(self._views.of_many(page.submissions, scope), page.cursor)

    def cancel(self, submission_id: str, scope: Scope) -> SubmissionView:
        """The cancelled one; once more changes nothing. What is judged again keeps its result, and is its managers' to
        stop. Raises NotFound, or Conflict when it is finished already."""
        self._find(submission_id, scope)
        try:
            submission = self._store.cancel(submission_id, unjudged=scope.reach is Reach.OWN)
        except Conflict:
            submission = self._store.get(submission_id)
            if submission.state is not State.CANCELLED:
                raise
        return self._views.of(submission, scope)

    def rejudge(self, submission_id: str, scope: Scope) -> SubmissionView:
        """A new attempt at the same files. Raises NotFound, or Conflict while one is under way.

        Only for one that counts: others are graded for somebody who has looked at what came out, or is about to.
        """
        if self._find(submission_id, scope).purpose is not Purpose.COUNTS:
            raise Conflict("this was graded to try a version; only a submission that counts is judged again")
        submission = self._store.rejudge(submission_id)
        tell_workers(self._parts.dispatch, submission)
        return self._views.of(submission, scope)

    def earlier(self, submission_id: str, scope: Scope) -> Sequence[Earlier]:
        """The reports that rejudges replaced. Raises NotFound."""
        return self._store.earlier(self._find(submission_id, scope).id)

    def report(self, submission_id: str, scope: Scope) -> SubmissionView:
        """The view of a finished submission. Raises NotFound, or Conflict while there is no report."""
        view = self.get(submission_id, scope)
        if view.report is None:
            raise Conflict(f"submission {submission_id} is {view.submission.state}; it has no report")
        return view

    def events(self, submission_id: str, after: str, scope: Scope) -> Followed[Told | None]:
        """What happens to the submission from ``after`` on, until nothing more will; none is a sign of life.

        Close it, however far it was read.

        Raises:
            NotFound, InvalidInput, Busy: before the first item.
        """
        submission = self._find(submission_id, scope)
        heard = self._heard(submission, after, scope)
        first = self._parts.events.read(submission_id, heard.start)
        leave = self._listeners.enter(scope)
        return Followed(self._follow(submission, first, heard), leave)

    def over(self, submission_id: str, after: str, scope: Scope) -> bool:
        """Whether somebody who has heard everything up to ``after`` has nothing more to expect."""
        submission = self._find(submission_id, scope)
        if submission.state not in DONE:
            return False
        heard = self._heard(submission, after, scope)
        return next(heard(self._parts.events.read(submission_id, heard.start)), None) is None

    def _heard(self, submission: Submission, after: str, scope: Scope) -> Everything | Visible:
        return Everything(after) if scope.sees_all else Visible(after, over=self._views.over(submission))

    def _follow(
        self, submission: Submission, happened: list[Told], heard: Everything | Visible
    ) -> Iterator[Told | None]:
        after = heard.start
        with self._parts.events.watch(submission.id) as watch:
            quiet = True
            while True:
                yield from heard(happened)
                after, last = happened[-1] if happened else (after, None)
                if isinstance(last, StateChanged) and last.state in DONE:
                    return
                happened = self._parts.events.read(submission.id, after)
                if happened:
                    quiet = False
                    continue
                if self._parts.stopping() or (quiet and self._store.get(submission.id).state in DONE):
                    return
                quiet = not self._news(watch, monotonic() + HEARTBEAT_S)
                if quiet:
                    yield None

    def _find(self, submission_id: str, scope: Scope) -> Submission:
        """Raises NotFound, for one that belongs to somebody else too: nobody learns what there is."""
        if submission_id.isascii() and submission_id.isalnum() and len(submission_id) <= 64:
            submission = self._store.get(submission_id)
            held = scope.holds(owner=submission.owner, organisation=submission.organisation)
            if held and submission.purpose in self._purposes:
                return submission
        raise NotFound(f"there is no submission {submission_id[:64]}")


def lists_of(scope: Scope) -> tuple[str, ...]:
    """The names of the lists that hold all submissions a caller may see: those that are in all of them.

    A subject is one person within one organisation only, so what is somebody's own is in that organisation's list, too.
    """
    organisation = f"organisation:{scope.caller.organisation}"
    match scope.reach:
        case Reach.ALL:
            return ("all",)
        case Reach.ORGANISATION:
            return (organisation,)
        case _:
            return (f"owner:{scope.caller.subject}", organisation)
