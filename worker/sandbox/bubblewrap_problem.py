"""Why bubblewrap cannot be used on this machine, always with the command that changes it."""

from dataclasses import dataclass

from judge.domain.errors import SandboxUnavailable


@dataclass(frozen=True, slots=True)
class Problem:
    """``message`` says what is wrong, ``fix`` is the command (or the setting) that repairs it."""

    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.message}; to fix it: {self.fix}"


class Unfit(SandboxUnavailable):
    """This machine cannot make a box."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
