"""Staged rejudges as managers use them: begin one, look at what it would change, apply or discard it.

The work itself is done by :mod:`judge.service.rejudging`, over time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from judge.clock import Now, utc_now
from judge.domain.access import SHARED, Reach, Scope
from judge.domain.errors import Conflict, FieldProblem, InvalidInput, NotFound
from judge.domain.rejudge import Choice, Entry, Fate, Rejudge, RejudgeState
from judge.domain.submission import Purpose, State
from judge.domain.version import VersionState, version_id
from judge.ids import new_id
from judge.service.catalogue import Catalogue, Published
from judge.service.files import bounded
from judge.service.lists import shown_to, unfinished_of
from judge.service.parts import Parts
from judge.service.registry import Version
from judge.service.shelves import ShelfPage

MAX_NAMED = 1000
"""Submissions that a request may name one by one."""
MOST = 20
"""Rejudges of one organisation under way at once: each is looked after every second, and others wait meanwhile."""
DIRECTIONS = ("changed", "better", "worse")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRejudge:
    """``version`` none is the one that is current."""

    challenge: str
    reason: str
    version: int | None = None
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True)
class RejudgeView:
    """``counts``: how many entries there are in all, of each fate, and that change, get better or get worse."""

    rejudge: Rejudge
    counts: Mapping[str, int]


class Rejudges:
    def __init__(self, parts: Parts, catalogue: Catalogue, now: Now = utc_now) -> None:
        self._shelf = parts.rejudges
        self._entries = parts.rejudge_entries
        self._submissions = parts.submissions
        self._versions = parts.versions
        self._catalogue = catalogue
        self._now = now

    def begin(self, new: NewRejudge, by: Scope) -> RejudgeView:
        """Raises InvalidInput with every problem found, or Conflict where too many are under way."""
        published = self._published(new, by)
        self._check(new, by)
        everybody = by.reach is Reach.ALL
        if not everybody and self._shelf.count(unfinished_of(by.caller.organisation)) >= MOST:
            raise Conflict(f"There are {MOST} rejudges under way; wait until one is ready, or discard one.")
        rejudge = Rejudge(
            id=new_id(),
            challenge=new.challenge,
            version=published.version.number,
            package=published.version.package,
            organisation=SHARED if everybody else by.caller.organisation,  # what takes everybody's is no organisation's
            everybody=everybody,
            reason=new.reason,
            choice=new.choice,
            created_at=self._now(),
            created_by=by.caller.name,
        )
        self._shelf.add(rejudge)
        return RejudgeView(rejudge, self._counts(rejudge))

    def get(self, rejudge_id: str, by: Scope) -> RejudgeView:
        """Raises NotFound."""
        rejudge = self._find(rejudge_id, by)
        return RejudgeView(rejudge, self._counts(rejudge))

    def page(self, by: Scope, cursor: str, limit: int) -> ShelfPage[RejudgeView]:
        page = self._shelf.page(shown_to(by), cursor=cursor, limit=limit)
        return ShelfPage(tuple(RejudgeView(each, self._counts(each)) for each in page.values), page.cursor)

    def entries(self, rejudge_id: str, only: str, cursor: str, limit: int) -> ShelfPage[Entry]:
        """Of a rejudge that was found: all of them, or those of one fate or direction."""
        index = f"{rejudge_id}:{only}" if only else rejudge_id
        after = f"{rejudge_id}-{cursor}" if cursor else ""
        page = self._entries.page(index, cursor=after, limit=limit)
        return ShelfPage(page.values, page.cursor.removeprefix(f"{rejudge_id}-"))

    def apply(self, rejudge_id: str, by: Scope) -> RejudgeView:
        """From now on results are replaced. Raises NotFound, or Conflict unless it is ready."""
        return self._turn(rejudge_id, by, {RejudgeState.READY: RejudgeState.APPLYING}, "applied")

    def discard(self, rejudge_id: str, by: Scope) -> RejudgeView:
        """Nothing of it will count. Raises NotFound, or Conflict once it was applied."""
        before = (RejudgeState.GRADING, RejudgeState.READY)
        return self._turn(rejudge_id, by, dict.fromkeys(before, RejudgeState.DISCARDED), "discarded")

    def _turn(self, rejudge_id: str, by: Scope, turns: Mapping[RejudgeState, RejudgeState], what: str) -> RejudgeView:
        def turned(rejudge: Rejudge) -> Rejudge:
            if rejudge.state in turns.values():
                return rejudge  # asked twice
            if rejudge.state not in turns:
                raise Conflict(f"The rejudge is {rejudge.state}; it cannot be {what} in this state.")
            state = turns[rejudge.state]
            return replace(rejudge, state=state, ended_at=self._now() if state is RejudgeState.DISCARDED else None)

        self._find(rejudge_id, by)
        rejudge = self._shelf.update(rejudge_id, turned)
        return RejudgeView(rejudge, self._counts(rejudge))

    def _published(self, new: NewRejudge, by: Scope) -> Published:
        try:
            current = self._catalogue.current(new.challenge, by)
        except NotFound:
            problem = FieldProblem("challenge", "is not known; GET /api/v1/challenges lists those that are")
            raise InvalidInput("There is nothing to rejudge.", (problem,), code="unknown_challenge") from None
        if new.version in (None, current.version.number):
            return current
        try:
            found = self._versions.get(version_id(new.challenge, new.version or 0))
        except NotFound:
            problem = FieldProblem("version", f"is not known; the current one is {current.version.number}")
            raise InvalidInput("The rejudge cannot begin.", (problem,)) from None
        if found.state is not VersionState.PUBLISHED:
            problem = FieldProblem("version", f"is {found.state}; publish it first, so that its tests are proved")
            raise InvalidInput("The rejudge cannot begin.", (problem,))
        version = Version(
            challenge=found.challenge,
            number=found.number,
            package=found.package,
            created_at=found.created_at,
            organisation=found.organisation,
        )
        return Published(version, self._catalogue.content(version.package))

    def _check(self, new: NewRejudge, by: Scope) -> None:
        problems = [
            FieldProblem("submissions", f"names {submission_id[:64]}, {problem}")
            for submission_id in new.choice.submissions
            if (problem := self._problem_of(submission_id, new, by))
        ]
        if problems:
            raise InvalidInput("The rejudge cannot begin.", bounded(problems))

    def _problem_of(self, submission_id: str, new: NewRejudge, by: Scope) -> str:
        try:
            submission = self._submissions.get(submission_id)
        except NotFound:
            return "which there is not"
        mine = by.holds(owner=submission.owner, organisation=submission.organisation)
        if not mine or submission.purpose is not Purpose.COUNTS:
            return "which there is not"
        if submission.challenge != new.challenge:
            return f"which is one of {submission.challenge}"
        if submission.state is not State.FINISHED:
            return f"which is {submission.state}; only finished ones can be graded again aside"
        return ""

    def _find(self, rejudge_id: str, by: Scope) -> Rejudge:
        rejudge = self._shelf.get(rejudge_id)
        mine = rejudge.organisation == by.caller.organisation != SHARED
        if by.reach is Reach.ALL or mine:
            return rejudge
        raise NotFound(f"there is no rejudge {rejudge_id[:64]!r}")

    def _counts(self, rejudge: Rejudge) -> dict[str, int]:
        parts = {name: self._entries.count(f"{rejudge.id}:{name}") for name in (*Fate, *DIRECTIONS)}
        return {"submissions": self._entries.count(rejudge.id), **parts}
