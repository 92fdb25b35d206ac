"""The verdicts and their order.

Names follow the Kattis problem package format wherever it has one. Members stand in the order of severity, so
``worst`` is a maximum. ``SKIPPED`` is for stages and tests only; a submission never gets it.
"""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What a finished submission, stage or test got; least severe first."""

    SKIPPED = "skipped"
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    WRONG_ANSWER = "wrong_answer"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    RUNTIME_ERROR = "runtime_error"
    COMPILE_ERROR = "compile_error"
    JUDGE_ERROR = "judge_error"

    @property
    def severity(self) -> int:
        """Position in the order, 0 for the least severe."""
        return _SEVERITY[self]


_SEVERITY = {verdict: position for position, verdict in enumerate(Verdict)}

FINAL_VERDICTS = tuple(verdict for verdict in Verdict if verdict is not Verdict.SKIPPED)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The most severe of ``verdicts``; ``judge_error`` when there is none, because nothing was proved."""
    return max(verdicts, key=lambda verdict: verdict.severity, default=Verdict.JUDGE_ERROR)
