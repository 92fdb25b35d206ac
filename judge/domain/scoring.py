"""From outcomes to points and verdicts. Pure, and closed by default: what is not proved is ``judge_error``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from judge.domain.challenge import Group, Scoring
from judge.domain.messages import sentence
from judge.domain.report import Report, StageReport, TestReport
from judge.domain.verdict import Verdict, worst

_EPSILON = 1e-9


def shares(group: Group, weights: Sequence[float]) -> tuple[float, ...]:
    """The points of each test of ``group``, by weight; evenly if no test has any."""
    whole = math.fsum(weights)
    if whole <= 0:
        return tuple(group.points / len(weights) for _ in weights)
    return tuple(group.points * weight / whole for weight in weights)


def score_group(group: Group, tests: Sequence[TestReport], weights: Sequence[float]) -> tuple[TestReport, ...]:
    """The tests of one group with their points filled in; ``tests`` are all that the version recorded."""
    whole = all(test.verdict is Verdict.ACCEPTED for test in tests)
    counts = whole or group.scoring is Scoring.SUM
    return tuple(
        replace(test, max_points=most, points=most if counts and test.verdict is Verdict.ACCEPTED else 0.0)
        for test, most in zip(tests, shares(group, weights), strict=True)
    )


def stage_verdict(tests: Sequence[TestReport]) -> Verdict:
    """Accepted only if every recorded test is; a stage without tests proves nothing."""
    if not tests:
        return Verdict.JUDGE_ERROR
    verdict = worst(test.verdict for test in tests)
    skipped = any(test.verdict is Verdict.SKIPPED for test in tests)
    if verdict is Verdict.ACCEPTED and skipped:
        return Verdict.JUDGE_ERROR
    return verdict


@dataclass(frozen=True, slots=True)
class Total:
    verdict: Verdict
    score: float
    max_score: float


def total(stages: Sequence[StageReport], *, partial: bool) -> Total:
    """Verdict and score of a submission from all stages of its challenge."""
    score = sum(stage.points for stage in stages)
    max_score = sum(stage.max_points for stage in stages)
    verdict = worst(stage.verdict for stage in stages)
    all_accepted = bool(stages) and all(stage.verdict is Verdict.ACCEPTED for stage in stages)
    if all_accepted:
        proved = abs(score - max_score) <= _EPSILON * max(1.0, max_score)
        return Total(Verdict.ACCEPTED if proved else Verdict.JUDGE_ERROR, score, max_score)
    if verdict in (Verdict.ACCEPTED, Verdict.SKIPPED):
        return Total(Verdict.JUDGE_ERROR, score, max_score)
    if partial and score > 0 and verdict not in (Verdict.JUDGE_ERROR, Verdict.COMPILE_ERROR):
        return Total(Verdict.PARTIALLY_ACCEPTED, score, max_score)
    return Total(verdict, score, max_score)


def finish(report: Report, *, partial: bool) -> Report:
    """``report`` with verdict, score, cause and message drawn from its stages."""
    result = total(report.stages, partial=partial)
    cause, message = ("", "") if result.verdict is Verdict.ACCEPTED else _reason(report.stages, result.verdict)
    return replace(
        report,
        verdict=result.verdict,
        score=round(result.score, 6),
        max_score=round(result.max_score, 6),
        cause=cause,
        message=message,
    )


def _reason(stages: Sequence[StageReport], verdict: Verdict) -> tuple[str, str]:
    """Cause and message of the stage that decided; every verdict but ``accepted`` has them."""
    told = [stage for stage in stages if stage.cause]
    deciding = [stage for stage in told if stage.verdict is verdict]
    failed = [stage for stage in told if stage.verdict is not Verdict.SKIPPED]
    for stage in (*deciding, *failed):
        return stage.cause, stage.message
    return "not_graded", sentence("not_graded")
