"""``results.json`` as a Gradescope autograder leaves it in ``/autograder/results``.

A candidate's report has nothing that they may not see: all of it is visible. An author's does not say what a candidate
may see of a test, whatever its group is called: students see none of its tests, and the sentence of the cause only.
"""

import json
from typing import Any

from judge.domain.report import StageReport, TestReport
from judge.domain.verdict import Verdict
from judge.formats.graded import Graded, points, sentence_of


def gradescope(graded: Graded) -> str:
    report = graded.report
    tests = [
        _test(graded, stage, test, f"{number}.{each}")
        for number, stage in enumerate(report.stages, 1)
        for each, test in enumerate(stage.tests, 1)
    ]
    document = {
        "score": round(report.score, 6),
        "execution_time": round(sum(test.wall_ms for stage in report.stages for test in stage.tests) / 1000),
        "output": _headline(graded),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"submission": graded.id, "challenge": graded.challenge, "verdict": report.verdict},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _headline(graded: Graded) -> str:
    report = graded.report
    lines = [f"{report.verdict}: {points(report.score)} of {points(graded.max_score)} points"]
    lines += filter(None, [sentence_of(report.cause, report.message if graded.for_candidate else "")])
    if not report.build.ok:
        lines += ["", report.build.log]
    return "\n".join(lines)


def _test(graded: Graded, stage: StageReport, test: TestReport, number: str) -> dict[str, Any]:
    lines = [sentence_of(test.cause, test.message), test.evidence.diff, test.evidence.curl]
    return {
        "number": number,
        "name": f"{stage.name} {test.name}",
        "status": "passed" if test.verdict is Verdict.ACCEPTED else "failed",
        "score": round(test.points, 6),
        "max_score": round(test.max_points, 6),
        "output": "\n".join(filter(None, lines)),
        "tags": [stage.name, test.group],
        "visibility": "visible" if graded.for_candidate else "hidden",
        "extra_data": {"verdict": test.verdict, "cause": test.cause},
    }
