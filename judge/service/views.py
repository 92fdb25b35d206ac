"""A submission as its reader may see it: the record, the report (or the candidate's view of it), what it waits for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from judge.domain.access import Scope
from judge.domain.challenge import Challenge
from judge.domain.errors import InvalidInput, NotFound
from judge.domain.redaction import candidate_report, opens_up
from judge.domain.report import Report
from judge.domain.submission import State, Submission
from judge.domain.waits import NOWHERE, Place
from judge.service.catalogue import Catalogue
from judge.service.ports import Submissions, Workers
from judge.service.waiting import estimate, reason

DONE = (State.FINISHED, State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """``report`` is there once it is finished; ``max_score`` is none if its challenge version is lost. ``trouble``, why
    attempts failed, is there for those who see everything."""

    submission: Submission
    max_score: float | None
    report: Report | None = None
    position: int = 0
    reason: str = ""
    estimate_s: float | None = None
    trouble: tuple[str, ...] = ()


class Views:
    """``over`` says whether the time of a submission's invitation is."""

    def __init__(
        self, submissions: Submissions, catalogue: Catalogue, workers: Workers, over: Callable[[Submission], bool]
    ) -> None:
        self.over = over
        self._submissions = submissions
        self._catalogue = catalogue
        self._workers = workers

    def of(self, submission: Submission, scope: Scope) -> SubmissionView:
        """The whole view; asks the store for the report or for the position, whichever there is."""
        if submission.state is State.FINISHED:
            return self.finished(submission, self._submissions.report(submission.id), scope)
        place = self._submissions.places([submission])[0] if submission.state is State.QUEUED else NOWHERE
        return _with_trouble(self.waiting(submission, place), submission, scope)

    def of_many(self, submissions: Sequence[Submission], scope: Scope) -> tuple[SubmissionView, ...]:
        """The views of a list, whose reports have no stages: a record knows what its list shows of them."""
        old = [each.id for each in submissions if each.state is State.FINISHED and each.outcome is None]
        queued = [each for each in submissions if each.state is State.QUEUED]
        reports = dict(zip(old, self._submissions.reports(old), strict=True))
        places = dict(zip((each.id for each in queued), self._submissions.places(queued), strict=True))
        return tuple(
            self.finished(each, _brief(each) or reports[each.id], scope)
            if each.state is State.FINISHED
            else _with_trouble(self.waiting(each, places.get(each.id, NOWHERE)), each, scope)
            for each in submissions
        )

    def waiting(self, submission: Submission, place: Place) -> SubmissionView:
        challenge = self._challenge(submission)
        workers = self._workers.live() if submission.state is State.QUEUED else []
        return SubmissionView(
            submission=_bare(submission),
            max_score=challenge.max_score if challenge else None,
            position=place.position,
            reason=reason(submission, workers),
            estimate_s=estimate(submission, place, workers),
        )

    def finished(self, submission: Submission, report: Report | None, scope: Scope) -> SubmissionView:
        seen = report
        if report is not None and not scope.sees_all:
            seen = candidate_report(report, over=opens_up(report) and self.over(submission))
        if report and (report.stages or report.max_score):
            max_score: float | None = report.max_score
        else:  # a report of nothing but our failure has no points in it; the challenge still has
            challenge = self._challenge(submission)
            max_score = challenge.max_score if challenge else None
        view = SubmissionView(submission=_bare(submission), max_score=max_score, report=seen)
        return _with_trouble(view, submission, scope)

    def _challenge(self, submission: Submission) -> Challenge | None:
        """None if that version is lost."""
        try:
            return self._catalogue.content(submission.package)
        except (NotFound, InvalidInput):
            return None


def _brief(submission: Submission) -> Report | None:
    """The report without its details; none for a record of earlier versions of the judge, which did not keep this."""
    found = submission.outcome
    if found is None:
        return None
    return Report(
        verdict=found.verdict,
        score=found.score,
        max_score=found.max_score,
        cause=found.cause,
        message=found.message,
    )


def _bare(submission: Submission) -> Submission:
    """Without what is for managers, its outcome's message and its trouble: what a reader may see is in the view."""
    return replace(submission, outcome=None, trouble=())


def _with_trouble(view: SubmissionView, submission: Submission, scope: Scope) -> SubmissionView:
    return replace(view, trouble=submission.trouble) if scope.sees_all and submission.trouble else view
