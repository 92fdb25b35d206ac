"""What every format is made from: a finished submission, and the files that were sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from judge.domain.messages import CAUSES
from judge.domain.report import Report
from judge.domain.verdict import Verdict

NOT_FAILED = (Verdict.ACCEPTED, Verdict.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """``files`` maps each path in the submission to where it lies for whoever reads the result (in the repository).

    ``main`` is the submission's path of the file that is started. Both are empty where only the verdict is known.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    main: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """``for_candidate``: the report was cut to what its candidate may see."""

    id: str
    challenge: str
    challenge_version: int
    runtime: str
    attempt: int
    max_score: float
    report: Report
    for_candidate: bool = True
    sent: Sent = Sent()

    @property
    def percent(self) -> float:
        return 100 * self.report.score / self.max_score if self.max_score else 0.0


def sentence_of(cause: str, message: str) -> str:
    return message or CAUSES.get(cause, "")


def points(value: float) -> str:
    return f"{value:.6g}"
