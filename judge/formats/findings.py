"""What is to be said about a submission that did not pass, one by one, each with its place where that is known."""

from collections.abc import Iterator
from dataclasses import dataclass

from judge.domain.report import StageReport, TestReport
from judge.domain.verdict import Verdict
from judge.formats.graded import NOT_FAILED, Graded, sentence_of
from judge.formats.places import Place, diagnostics, last_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``rule`` is a cause. ``where`` says in words what failed: a stage and a test, or the build."""

    rule: str
    where: str
    message: str
    place: Place


def findings(graded: Graded) -> list[Finding]:
    """None for what passed, and none for a failure of ours: nobody can mend that in the submission."""
    report = graded.report
    if report.verdict in (*NOT_FAILED, Verdict.JUDGE_ERROR):
        return []
    found = list(_build(graded) if not report.build.ok else _tests(graded))
    if found:
        return found
    # Its failing tests are hidden: something must still be said.
    rule = report.cause or report.verdict
    message = sentence_of(report.cause, report.message) or f"The verdict is {report.verdict}."
    return [Finding(rule=rule, where="submission", message=message, place=_start(graded))]


def _build(graded: Graded) -> Iterator[Finding]:
    for each in diagnostics(graded.report.build.log, graded.sent.files):
        yield Finding(rule="build_failed", where="build", message=each.message, place=each.place)


def _tests(graded: Graded) -> Iterator[Finding]:
    for stage in graded.report.stages:
        for test in stage.tests:
            if test.verdict not in (*NOT_FAILED, Verdict.JUDGE_ERROR):
                yield _test(graded, stage, test)


def _test(graded: Graded, stage: StageReport, test: TestReport) -> Finding:
    printed = test.evidence.stderr or (stage.service.log if stage.service else "")
    place = last_place(printed, graded.sent.files) or _start(graded)
    message = sentence_of(test.cause, test.message) or f"The verdict is {test.verdict}."
    return Finding(rule=test.cause or test.verdict, where=f"{stage.name} {test.name}", message=message, place=place)


def _start(graded: Graded) -> Place:
    return Place(graded.sent.main, 1 if graded.sent.main else 0)
