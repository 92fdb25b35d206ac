"""The gate before a version goes live: its known submissions are graded, each twice, and all must get their verdicts.

A step of the conductor. All it knows is in the version's record, which only changes if nobody else has changed it;
submissions are made under idempotency keys. So it goes on wherever a killed process was, and nothing happens twice.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import structlog

from judge.clock import Now, utc_now
from judge.domain.challenge import Challenge, KnownSubmission, StdioStage
from judge.domain.errors import Busy, Changed, FieldProblem, InvalidInput, NotFound, Unavailable
from judge.domain.nearness import near_limits
from judge.domain.report import Report
from judge.domain.submission import Purpose, QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.domain.version import CHECKING, ChallengeVersion, Check, KnownRow, KnownRun, StageTests, VersionState
from judge.service.ports import Dispatch, NewSubmission, Packages, Submissions, Version
from judge.service.sending import tell_workers
from judge.service.shelves import Kept, Shelf
from judge.service.submit import needs

_log = structlog.get_logger(__name__)
MOST_TRIES = 3
"""Submissions made for one round, while they end as the judge's own failure; each is tried several times itself."""
MOST_BROKEN = 10
"""Rounds in a row in which a check may break off by an error that nobody has foreseen."""
MOST_KNOWN = 100
"""More would keep the workers of everybody busy with one package."""
_MOST_LINES = 20
_MOST_CHARS = 500
_BROKEN = "The judge itself failed at this check again and again; its log has the details. Tell whoever runs it"
_NONE_ACCEPTED = "none must be accepted; add at least one that is right, in submissions/accepted/<name>/"


def gate_problems(challenge: Challenge) -> tuple[FieldProblem, ...]:
    """Why a sound package cannot be published all the same."""
    problems = []
    if not any(known.expected == Verdict.ACCEPTED for known in challenge.known):
        problems.append(FieldProblem("submissions", _NONE_ACCEPTED))
    if len(challenge.known) > MOST_KNOWN:
        many = f"there are {len(challenge.known)}; keep the {MOST_KNOWN} that say most"
        problems.append(FieldProblem("submissions", many))
    return tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateParts:
    versions: Shelf[ChallengeVersion]
    packages: Packages
    submissions: Submissions
    dispatch: Dispatch
    content: Callable[[str], Challenge]
    now: Now = utc_now


class Gate:
    """Call it in every round."""

    def __init__(self, parts: GateParts) -> None:
        self._parts = parts
        self._broken: Counter[str] = Counter()

    def __call__(self) -> None:
        """Raises Unavailable when the store is away."""
        for version in self._parts.versions.everything(CHECKING):
            try:
                self._carry_on(self._parts.versions.read(version.id))
                del self._broken[version.id]
            except Changed:
                continue  # cancelled, or carried on by another one
            except Unavailable:
                raise
            except Exception as error:
                self._break_off(version.id, error)

    def _break_off(self, version_id: str, error: Exception) -> None:
        """A bug of ours, or a package that leads to one: after some rounds it ends, so that its author hears of it."""
        self._broken[version_id] += 1
        if self._broken[version_id] <= MOST_BROKEN:
            _log.error("check_failed", version=version_id, exc_info=error)
        if self._broken[version_id] < MOST_BROKEN:
            return
        try:
            kept = self._parts.versions.read(version_id)
            if kept.value.state is VersionState.CHECKING and kept.value.check and not kept.value.check.passed:
                self._end(
                    kept, kept.value.check, f"{_BROKEN} ({type(error).__name__}, check {kept.value.check.number})."
                )
        except Unavailable:
            raise
        except Exception as again:
            _log.warning("check_not_ended", version=version_id, error=repr(again))

    def _carry_on(self, kept: Kept[ChallengeVersion]) -> None:
        version = kept.value
        if version.state is not VersionState.CHECKING or version.check is None:
            return
        if version.check.passed:
            self._go_live(kept, version.check)
            return
        try:
            challenge = self._parts.content(version.package)
        except (InvalidInput, NotFound) as error:
            self._end(kept, version.check, f"This version of the judge cannot read the package: {error}")
            return
        check = _Round(self._parts, version, challenge).take(version.check)
        if any(run.verdict is None for row in check.known for run in row.runs):
            if check != version.check:
                self._parts.versions.replace(kept, replace(version, check=check))
            return
        check = replace(check, tests=self._tests(version, challenge))
        lines = [*_unlike(check.known), *_unrecorded(check.tests)]
        if lines:
            self._end(kept, check, _problem(lines))
        else:
            check = replace(check, passed=True, ended_at=self._parts.now())
            self._go_live(self._parts.versions.replace(kept, replace(version, check=check)), check)

    def _end(self, kept: Kept[ChallengeVersion], check: Check, problem: str) -> None:
        check = replace(check, ended_at=self._parts.now())
        self._parts.versions.replace(kept, replace(kept.value, state=VersionState.FAILED, problem=problem, check=check))
        _log.info("version_failed", version=kept.value.id, check=check.number)

    def _go_live(self, kept: Kept[ChallengeVersion], check: Check) -> None:
        """First live, then published: killed between the two, it is called again, and goes live once all the same."""
        version = kept.value
        self._parts.packages.go_live(registered(version), once=f"{version.number}:{check.number}", over=check.over)
        now = self._parts.now()
        self._parts.versions.replace(kept, replace(version, state=VersionState.PUBLISHED, published_at=now))
        _log.info("version_published", version=version.id, check=check.number)

    def _tests(self, version: ChallengeVersion, challenge: Challenge) -> tuple[StageTests, ...]:
        return tuple(
            StageTests(stage=stage.name, count=len(self._parts.packages.recorded_tests(version.package, stage.name)))
            for stage in challenge.stages
            if not isinstance(stage, StdioStage)
        )


@dataclass(frozen=True, slots=True)
class _Round:
    """One look at a version's known submissions: those that are missing are made, those that ended are written down."""

    parts: GateParts
    version: ChallengeVersion
    challenge: Challenge

    def take(self, check: Check) -> Check:
        rows = check.known or tuple(
            KnownRow(name=known.name, expected=Verdict(known.expected), runtime=known.runtime)
            for known in self.challenge.known
        )
        seen = []
        for place, (row, known) in enumerate(zip(rows, self.challenge.known, strict=True)):
            runs = tuple(
                self._run(run, known, f"{check.number} {place} {number}") for number, run in enumerate(row.runs)
            )
            seen.append(replace(row, runs=runs))
        return replace(check, known=tuple(seen))

    def _run(self, run: KnownRun, known: KnownSubmission, name: str) -> KnownRun:
        if run.verdict is not None:
            return run
        if run.submission:
            run = self._looked_at(run, known)
        return run if run.submission else self._made(run, known, name)

    def _looked_at(self, run: KnownRun, known: KnownSubmission) -> KnownRun:
        """With its verdict, if it has one; without its submission, if another one is to be made."""
        try:
            submission = self.parts.submissions.get(run.submission)
        except NotFound:
            return _again(run, KnownRun(verdict=Verdict.JUDGE_ERROR, message="The submission is not there any more."))
        match submission.state:
            case State.FINISHED:
                report = self.parts.submissions.report(submission.id) or Report()
                graded = _graded(run, submission, report)
                ours = report.verdict is Verdict.JUDGE_ERROR and known.expected != Verdict.JUDGE_ERROR
                return _again(run, graded) if ours else graded
            case State.CANCELLED:
                return _again(run, KnownRun(verdict=Verdict.JUDGE_ERROR, message="The submission was cancelled."))
            case _:
                return run

    def _made(self, run: KnownRun, known: KnownSubmission, name: str) -> KnownRun:
        version = self.version
        key = f"known:{version.id} {version.package} {name} {run.tries}"
        new = NewSubmission(
            challenge=version.challenge,
            challenge_version=version.number,
            package=version.package,
            runtime=known.runtime,
            files=known.files,
            queue=QueueName.BATCH,
            idempotency_key=key,
            fingerprint=hashlib.sha256(key.encode()).hexdigest(),
            owner=f"known:{version.challenge}",  # no key's subject has a colon in it
            organisation=version.organisation,
            purpose=Purpose.KNOWN,
            needs=needs(self.challenge, known.runtime),
            indexes=(f"known:{version.challenge}",),
        )
        try:
            created = self.parts.submissions.create(new)
        except Busy as error:
            _log.info("check_waits", version=version.id, error=str(error))
            return run
        if not created.replayed:
            tell_workers(self.parts.dispatch, created.submission)
        return replace(run, submission=created.submission.id)


def registered(version: ChallengeVersion) -> Version:
    return Version(
        challenge=version.challenge,
        number=version.number,
        package=version.package,
        created_at=version.created_at,
        organisation=version.organisation,
    )


def _again(run: KnownRun, ended: KnownRun) -> KnownRun:
    """Another try, while there may be one; else that is its end."""
    if run.tries < MOST_TRIES:
        return KnownRun(tries=run.tries + 1)
    return replace(ended, submission=run.submission, tries=run.tries)


def _graded(run: KnownRun, submission: Submission, report: Report) -> KnownRun:
    took = submission.finished_at - submission.started_at if submission.finished_at and submission.started_at else None
    return replace(
        run,
        verdict=report.verdict,
        cause=report.cause,
        message=_told(report)[:_MOST_CHARS],
        ms=round(took.total_seconds() * 1000) if took else 0,
        near=near_limits(report),
    )


def _told(report: Report) -> str:
    """What went wrong first, for whoever wrote the tests."""
    for stage in report.stages:
        for test in stage.tests:
            if test.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED):
                return f"{stage.name}: {test.name}: {test.message or test.cause}"
    return report.message


def _unlike(rows: tuple[KnownRow, ...]) -> Iterator[str]:
    for row in rows:
        for number, run in enumerate(row.runs, 1):
            if run.verdict is not row.expected and run.verdict is not None:
                cause = f" ({run.cause})" if run.cause else ""
                why = f": {run.message}" if run.message else ""
                yield f"{row.path} got {run.verdict}{cause} in run {number}, not {row.expected}{why}"


def _unrecorded(tests: tuple[StageTests, ...]) -> Iterator[str]:
    for stage in tests:
        if not stage.count:
            yield f"stage {stage.stage}: its tests are not recorded; none could be collected"


def _problem(lines: list[str]) -> str:
    more = [f"and {len(lines) - _MOST_LINES} more like these"] if len(lines) > _MOST_LINES else []
    return "\n".join((*lines[:_MOST_LINES], *more))
