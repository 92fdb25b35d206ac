"""What a check says of one output."""

from collections.abc import Callable
from dataclasses import dataclass

from judge.domain.challenge import Case
from judge.domain.verdict import Verdict
from worker.graders.classify import Outcome


@dataclass(frozen=True, slots=True)
class Checked:
    """``diff`` shows what was expected and what came; the outcome's detail does not give the answer away."""

    outcome: Outcome
    diff: str = ""


Check = Callable[[Case, bytes], Checked]

RIGHT = Checked(Outcome(Verdict.ACCEPTED))


def wrong(diff: str, detail: str = "") -> Checked:
    return Checked(Outcome(Verdict.WRONG_ANSWER, "wrong_output", detail), diff)


def no_verdict(why: str) -> Checked:
    """The checker itself failed: never the candidate's fault. ``why`` is for the author."""
    return Checked(Outcome(Verdict.JUDGE_ERROR, "checker_failed"), why)
