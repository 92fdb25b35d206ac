"""Carries staged rejudges on: chooses their submissions, grades them aside, applies what came out.

Each round does a bounded piece and writes down every step after it was done; whoever comes after a process that was
killed does the last one again, and every one of them may be done twice: entries have ids of their own, shadows are made
with an idempotency key, and a submission takes over a result of each rejudge at most once.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Protocol

import structlog

from judge.clock import Now, utc_now
from judge.domain.comparison import changed_tests
from judge.domain.errors import Busy, Conflict, InvalidInput, JudgeError, NotFound, Unavailable
from judge.domain.rejudge import MAX_TESTS_TOLD, Adopted, Adoption, Entry, Fate, Rejudge, RejudgeState, Result
from judge.domain.submission import Outcome, Purpose, QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.service.catalogue import Catalogue
from judge.service.ports import Dispatch, NewSubmission, Query, Submissions
from judge.service.sending import tell_workers
from judge.service.shelves import Shelf
from judge.service.submit import needs

_log = structlog.get_logger(__name__)
AT_ONCE = 100
"""Submissions looked at, and results applied, in one round of a second."""
UNDER_WAY = 200
"""Shadows that one rejudge has in the queue at once: it must not fill it for everybody else."""
MOST_TOLD = 10
"""Rounds of which an error that nobody has foreseen is told in the log, for each rejudge."""


class Kept(Protocol):
    """What it works on."""

    @property
    def rejudges(self) -> Shelf[Rejudge]: ...
    @property
    def rejudge_entries(self) -> Shelf[Entry]: ...
    @property
    def submissions(self) -> Submissions: ...


class Rejudging:
    """A step of the conductor."""

    def __init__(self, store: Kept, dispatch: Dispatch, catalogue: Catalogue, now: Now = utc_now) -> None:
        self._shelf = store.rejudges
        self._entries = store.rejudge_entries
        self._submissions = store.submissions
        self._dispatch = dispatch
        self._catalogue = catalogue
        self._now = now
        self._broken: Counter[str] = Counter()

    def __call__(self) -> None:
        """Raises Unavailable when the store is away."""
        for rejudge in self._shelf.everything("unfinished"):
            try:
                self._carry_on(rejudge)
            except Unavailable:
                raise
            except JudgeError as error:
                _log.warning("rejudge_stuck", rejudge=rejudge.id, error=str(error))
            except Exception as error:  # a bug of ours, or damaged data: the others go on
                self._broken[rejudge.id] += 1
                if self._broken[rejudge.id] <= MOST_TOLD:
                    _log.error("rejudge_stuck", rejudge=rejudge.id, exc_info=error)

    def _carry_on(self, rejudge: Rejudge) -> None:
        match rejudge.state:
            case RejudgeState.GRADING:
                self._grade(rejudge)
            case RejudgeState.APPLYING:
                self._apply(rejudge)
            case RejudgeState.DISCARDED:
                self._tidy(rejudge)

    def _grade(self, rejudge: Rejudge) -> None:
        if not rejudge.chosen:
            rejudge = self._choose(rejudge)
        self._begin_shadows(rejudge)
        for entry in self._entries.everything(f"{rejudge.id}:{Fate.GRADING}"):
            with self._failing_alone(entry):
                self._look_at(entry)
        left = sum(self._entries.count(f"{rejudge.id}:{fate}") for fate in (Fate.WAITING, Fate.GRADING))
        if rejudge.chosen and not left:
            self._enter(rejudge, RejudgeState.GRADING, RejudgeState.READY)

    def _choose(self, rejudge: Rejudge) -> Rejudge:
        """The next of the submissions there were when it began, newest first."""
        if rejudge.choice.submissions:
            found = [self._get(each) for each in rejudge.choice.submissions]
            submissions, cursor = tuple(each for each in found if each), ""
        else:
            within = ("all",) if rejudge.everybody else (f"organisation:{rejudge.organisation}",)
            before = rejudge.cursor or rejudge.id
            query = Query(challenge=rejudge.challenge, state=State.FINISHED, within=within, cursor=before)
            page = self._submissions.list(replace(query, limit=AT_ONCE))
            submissions, cursor = page.submissions, page.cursor
        for submission in submissions:
            try:
                self._take(rejudge, submission)
            except JudgeError:
                raise
            except Exception as error:  # its report is damaged: there is nothing to compare with
                _log.error("rejudge_leaves_out", rejudge=rejudge.id, submission=submission.id, exc_info=error)
        return self._shelf.update(rejudge.id, lambda now: replace(now, cursor=cursor, chosen=not cursor))

    def _take(self, rejudge: Rejudge, submission: Submission) -> None:
        """Make its entry, if it is one of the chosen and has none yet."""
        outcome = self._outcome(submission)
        if submission.state is not State.FINISHED or outcome is None:
            return
        if not rejudge.choice.takes(
            version=submission.challenge_version,
            target=rejudge.version,
            verdict=outcome.verdict,
            created_at=submission.created_at,
        ):
            return
        entry = Entry(
            rejudge=rejudge.id,
            submission=submission.id,
            owner=submission.owner,
            attempt=submission.attempt,
            old=_result(submission.challenge_version, outcome),
        )
        try:
            self._entries.add(entry)
        except Conflict:  # by whoever was killed before the cursor was written
            return

    def _begin_shadows(self, rejudge: Rejudge) -> None:
        room = UNDER_WAY - self._entries.count(f"{rejudge.id}:{Fate.GRADING}")
        if room <= 0:
            return
        waiting = self._entries.page(f"{rejudge.id}:{Fate.WAITING}", limit=min(room, AT_ONCE))
        try:
            for entry in waiting.values:
                with self._failing_alone(entry):
                    self._begin_shadow(rejudge, entry)
        except Busy:
            _log.info("rejudge_waits", rejudge=rejudge.id, why="the queue is full")

    def _begin_shadow(self, rejudge: Rejudge, entry: Entry) -> None:
        submission = self._get(entry.submission)
        if submission is None or submission.attempt != entry.attempt:
            self._end(entry, Fate.SKIPPED, _CHANGED)
            return
        try:
            challenge = self._catalogue.content(rejudge.package)
        except (NotFound, InvalidInput):
            self._end(entry, Fate.FAILED, f"version {rejudge.version} cannot be loaded any more")
            return
        if submission.runtime not in challenge.runtimes:
            self._end(entry, Fate.FAILED, f"version {rejudge.version} does not allow {submission.runtime}")
            return
        new = NewSubmission(
            challenge=rejudge.challenge,
            challenge_version=rejudge.version,
            package=rejudge.package,
            runtime=submission.runtime,
            files=self._submissions.files(submission.id),
            queue=QueueName.BATCH,
            idempotency_key=f"rejudge {entry.id}",
            owner=f"rejudge:{rejudge.id}",  # no subject looks like this: one share of the queue, and nobody's own
            organisation=submission.organisation,
            purpose=Purpose.SHADOW,
            needs=needs(challenge, submission.runtime),
            indexes=(f"shadow:{rejudge.id}",),
        )
        shadow = self._submissions.create(new).submission
        self._write(entry, Fate.WAITING, replace(entry, fate=Fate.GRADING, shadow=shadow.id))
        tell_workers(self._dispatch, shadow)

    def _look_at(self, entry: Entry) -> None:
        """Take down what its shadow got, once it is there."""
        shadow = self._get(entry.shadow)
        if shadow is None or shadow.state is State.CANCELLED:
            self._end(entry, Fate.FAILED, "what was graded in its place was removed")
        elif shadow.state is State.FINISHED:
            old, new = self._submissions.reports([entry.submission, entry.shadow])
            if new is None or new.verdict is Verdict.JUDGE_ERROR:
                why = new.message if new else ""
                self._end(entry, Fate.FAILED, f"it ended as judge_error: {why}" if why else "it ended as judge_error")
            elif old is None:
                self._end(entry, Fate.SKIPPED, _CHANGED)
            else:
                tests = changed_tests(old, new)
                result = _result(shadow.challenge_version, new.outcome)
                graded = replace(entry, new=result, tests=tests[:MAX_TESTS_TOLD], changed_tests=len(tests))
                self._write(entry, Fate.GRADING, graded.ended(Fate.GRADED))

    def _apply(self, rejudge: Rejudge) -> None:
        for entry in self._entries.page(f"{rejudge.id}:{Fate.GRADED}", limit=AT_ONCE).values:
            adoption = Adoption(
                rejudge=rejudge.id, submission=entry.submission, attempt=entry.attempt, shadow=entry.shadow
            )
            match self._submissions.adopt(adoption):
                case Adopted.DONE:
                    self._write(entry, Fate.GRADED, entry.ended(Fate.APPLIED))
                case Adopted.CHANGED:
                    self._write(entry, Fate.GRADED, entry.ended(Fate.SKIPPED, _CHANGED))
                case Adopted.LOST:
                    self._write(entry, Fate.GRADED, entry.ended(Fate.FAILED, "what was graded in its place is gone"))
        if not self._entries.count(f"{rejudge.id}:{Fate.GRADED}"):
            self._enter(rejudge, RejudgeState.APPLYING, RejudgeState.APPLIED)

    def _tidy(self, rejudge: Rejudge) -> None:
        """Whatever of it is still queued or graded need not be."""
        for entry in self._entries.everything(f"{rejudge.id}:{Fate.GRADING}"):
            with suppress(Conflict, NotFound):
                self._submissions.cancel(entry.shadow)
            self._end(entry, Fate.SKIPPED, "the rejudge was discarded")
        self._shelf.update(rejudge.id, lambda now: replace(now, tidied=True))

    @contextmanager
    def _failing_alone(self, entry: Entry) -> Iterator[None]:
        """An error that nobody has foreseen ends this entry and no other: what is damaged in the store stays so."""
        try:
            yield
        except JudgeError:
            raise
        except Exception as error:
            _log.error("rejudge_entry_failed", rejudge=entry.rejudge, submission=entry.submission, exc_info=error)
            self._end(
                entry, Fate.FAILED, f"the judge could not read or compare it ({type(error).__name__}); see its log"
            )

    def _enter(self, rejudge: Rejudge, before: RejudgeState, after: RejudgeState) -> None:
        ended_at = self._now() if after is RejudgeState.APPLIED else None
        self._shelf.update(
            rejudge.id, lambda now: replace(now, state=after, ended_at=ended_at) if now.state is before else now
        )
        _log.info("rejudge_entered", rejudge=rejudge.id, state=after)

    def _end(self, entry: Entry, fate: Fate, why: str) -> None:
        self._write(entry, entry.fate, entry.ended(fate, why))

    def _write(self, entry: Entry, before: Fate, after: Entry) -> None:
        self._entries.update(entry.id, lambda now: after if now.fate is before else now)

    def _get(self, submission_id: str) -> Submission | None:
        try:
            return self._submissions.get(submission_id)
        except NotFound:
            return None

    def _outcome(self, submission: Submission) -> Outcome | None:
        if submission.outcome is None and (report := self._submissions.report(submission.id)):
            return report.outcome
        return submission.outcome


_CHANGED = "it was judged again or removed since it was chosen"


def _result(version: int, outcome: Outcome) -> Result:
    return Result(version=version, verdict=outcome.verdict, score=outcome.score, max_score=outcome.max_score)
