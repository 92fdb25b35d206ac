"""What is good enough: ``--threshold 80`` points, or ``--threshold 80%`` of the challenge's; else all of them."""

import math
from dataclasses import dataclass
from typing import Any

import click

from judge.domain.verdict import Verdict
from judge.formats.graded import Graded

_ROUNDING = 1e-6
"""Records have points with six digits."""


@dataclass(frozen=True, slots=True)
class Threshold:
    value: float
    percent: bool

    def reached(self, graded: Graded) -> bool:
        return (graded.percent if self.percent else graded.report.score) >= self.value - _ROUNDING


class ThresholdType(click.ParamType[Threshold]):
    name = "points|percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Threshold:
        if isinstance(value, Threshold):
            return value
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%"))
        except ValueError:
            number = math.nan
        percent = text.endswith("%")
        if not 0 <= number < math.inf or (percent and number > 100):
            self.fail("must be points such as 60, or a percentage such as 80%", param, ctx)
        return Threshold(number, percent)


def passed(graded: Graded, threshold: Threshold | None) -> bool:
    """A failure of ours is neither: ask for it first."""
    return graded.report.verdict is Verdict.ACCEPTED or (threshold is not None and threshold.reached(graded))
