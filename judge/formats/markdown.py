"""A summary in Markdown, for a job's page or a comment. Nothing that a candidate printed can become markup."""

import html
from collections.abc import Iterator

from judge.domain.report import TestReport
from judge.domain.verdict import Verdict
from judge.formats.graded import NOT_FAILED, Graded, points, sentence_of

_MOST_TESTS = 50
_MOST_LOG_CHARS = 8 * 1024


def markdown(graded: Graded) -> str:
    return "\n".join(_lines(graded)) + "\n"


def _lines(graded: Graded) -> Iterator[str]:
    report = graded.report
    mark = "✅" if report.verdict is Verdict.ACCEPTED else "❌"
    score = f"{points(report.score)} of {points(graded.max_score)} points"
    yield f"### {mark} {_text(graded.challenge)}: {report.verdict}, {score}"
    if said := sentence_of(report.cause, report.message):
        yield f"\n{_text(said)}"
    if report.stages:
        yield "\n| stage | kind | verdict | points | tests |\n| --- | --- | --- | --- | --- |"
    for stage in report.stages:
        passed = sum(test.verdict is Verdict.ACCEPTED for test in stage.tests)
        cells = (stage.name, stage.kind, stage.verdict, f"{points(stage.points)}/{points(stage.max_points)}")
        yield f"| {' | '.join(map(_text, cells))} | {passed}/{len(stage.tests)} |"
    failed = [(stage.name, test) for stage in report.stages for test in stage.tests if test.verdict not in NOT_FAILED]
    if failed:
        yield "\n| failed test | verdict | because |\n| --- | --- | --- |"
    for name, test in failed[:_MOST_TESTS]:
        yield _row(name, test)
    if len(failed) > _MOST_TESTS:
        yield f"\nand {len(failed) - _MOST_TESTS} more"
    if not report.build.ok:
        yield f"\n<pre>{html.escape(report.build.log[-_MOST_LOG_CHARS:])}</pre>"


def _row(stage: str, test: TestReport) -> str:
    cells = (f"{stage} {test.name}", test.verdict, sentence_of(test.cause, test.message))
    return f"| {' | '.join(map(_text, cells))} |"


def _text(text: str) -> str:
    """On one line, with everything that Markdown or HTML could read as more than a character made one."""
    line = " ".join(text.split())
    return "".join(f"&#{ord(c)};" if c in "|`*_[]()<>&#\\~!@:" else c for c in line)
