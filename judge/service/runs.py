"""Runs that do not count: the sample tests, or an input of one's own. No other test leaves the store for them.

A run is a submission of the purpose ``trial``: it waits in the same queue, is in no list of submissions, is no attempt
at anything, and is forgotten an hour after its end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import structlog

from judge.domain.access import Scope
from judge.domain.challenge import AnyStage, Challenge, StageKind
from judge.domain.errors import Exhausted, FieldProblem, InvalidInput
from judge.domain.paths import shown
from judge.domain.submission import Purpose
from judge.domain.trial import Trial
from judge.packages.samples import sample_names, tried
from judge.service.admissions import Admissions
from judge.service.catalogue import Catalogue
from judge.service.checks import Checks
from judge.service.parts import Parts
from judge.service.ports import NewSubmission
from judge.service.quotas import Quotas, What
from judge.service.sending import tell_workers
from judge.service.submissions import SubmissionCases
from judge.service.submit import needs, queue_of
from judge.service.views import SubmissionView, Views

_log = structlog.get_logger(__name__)
LIST = "trials"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What somebody wants to try; nothing of it is checked yet but its types."""

    challenge: str
    runtime: str
    files: Mapping[str, bytes]
    trial: Trial


class RunCases:
    def __init__(
        self, parts: Parts, catalogue: Catalogue, views: Views, quotas: Quotas, admissions: Admissions
    ) -> None:
        self._admissions = admissions
        self._parts = parts
        self._checks = Checks(parts, catalogue)
        self._views = views
        self._quotas = quotas
        self._runs = SubmissionCases(parts, views, quotas.listeners, (Purpose.TRIAL,))

    def reading(self, read: Callable[[], NewRun], scope: Scope) -> SubmissionView:
        """Read, check, store and send one run. Whoever has sent too many is refused before theirs is read.

        Raises:
            InvalidInput: with every problem found.
            Busy: the queue is full, or the caller has sent too much.
            NotOpen, Late: not now, under the caller's invitation.
        """
        self._quotas.count(scope, What.TRIALS)
        new = read()
        own = new.trial.own
        sent_bytes = sum(map(len, new.files.values())) + (len(own.input.encode()) if own else 0)
        self._quotas.charge(scope, sent_bytes)
        published = self._checks(new, scope)
        if problems := tuple(_problems(published.challenge, new.trial)):
            raise InvalidInput("The run cannot be taken.", problems)
        admission = self._admissions.to_try(scope.caller)
        record = NewSubmission(
            challenge=published.challenge.id,
            challenge_version=published.version.number,
            package=published.version.package,
            runtime=new.runtime,
            files=new.files,
            queue=queue_of(scope.caller),
            owner=scope.caller.subject,
            organisation=scope.caller.organisation,
            invitation=admission.invitation,
            purpose=Purpose.TRIAL,
            trial=new.trial,
            needs=needs(tried(published.challenge, new.trial), new.runtime),
            bounds=(*admission.bounds, *self._quotas.bounds(scope)),
            indexes=(LIST,),
        )
        try:
            created = self._parts.submissions.create(record)
        except Exhausted as error:
            raise admission.refusal(error) from error
        tell_workers(self._parts.dispatch, created.submission)
        return self._views.waiting(created.submission, created.place)

    def wait(self, run_id: str, timeout_s: float, scope: Scope) -> SubmissionView:
        """The view as soon as the run is over, or as it is when the time is. Raises NotFound."""
        return self._runs.wait(run_id, timeout_s, scope)

    def cancel(self, run_id: str, scope: Scope) -> SubmissionView:
        """Once more changes nothing. Raises NotFound, or Conflict when it is finished already."""
        return self._runs.cancel(run_id, scope)


def _problems(challenge: Challenge, trial: Trial) -> Iterator[FieldProblem]:
    """What is wrong with what is to be tried. A hidden test is as unknown as one that is not there."""
    stages = [stage for stage in challenge.stages if trial.stage in ("", stage.name)]
    if not stages:
        known = ", ".join(stage.name for stage in challenge.stages)
        yield FieldProblem("stage", f"there is no stage {shown(trial.stage)}; use one of {known}, or leave it out")
    elif trial.own is not None:
        if not any(stage.kind is StageKind.STDIO for stage in stages):
            where = f"stage {trial.stage}" if trial.stage else "the challenge"
            message = f"{where} has no program that reads an input; leave it out to run the sample tests"
            yield FieldProblem("input", message)
    else:
        yield from _unknown_tests(stages, trial)


def _unknown_tests(stages: list[AnyStage], trial: Trial) -> Iterator[FieldProblem]:
    known = {name for stage in stages for name in sample_names(stage)}
    where = f"stage {trial.stage}" if trial.stage else "the challenge"
    if not known:
        own = "; send an input of your own" if any(stage.kind is StageKind.STDIO for stage in stages) else ""
        yield FieldProblem("stage" if trial.stage else "challenge", f"{where} has no sample tests{own}")
        return
    for name in dict.fromkeys(trial.tests):
        if name not in known:
            message = f"{where} has no sample test {shown(name)}; GET /api/v1/challenges/{{challenge_id}} lists them"
            yield FieldProblem("tests", message)
