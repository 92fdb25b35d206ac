"""``exact``: the same bytes, to the last newline."""

from judge.domain.challenge import Case, Checker
from worker.graders.checkers.checked import RIGHT, Check, Checked, wrong
from worker.graders.evidence import line_difference


def checker(_: Checker) -> Check:
    return _check


def _check(case: Case, output: bytes) -> Checked:
    return RIGHT if output == case.answer else wrong(line_difference(case.answer, output))
