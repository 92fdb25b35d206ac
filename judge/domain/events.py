"""What happens to a submission while it is graded, in the order it is told to whoever listens."""

from dataclasses import dataclass

from judge.domain.report import TestReport
from judge.domain.submission import State
from judge.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """``verdict`` is set once the state is ``finished``."""

    state: State
    attempt: int
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestEnded:
    stage: str
    test: TestReport


Event = StateChanged | TestEnded
