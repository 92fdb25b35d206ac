"""How ``judge challenge`` says no, beside the errors that all commands have."""

import click

from judge.cli.exits import Exit
from judge.domain.errors import FieldProblem, InvalidInput


class Failed(click.ClickException):
    """The challenge is not as it should be."""

    exit_code = Exit.FAILED


def told(error: InvalidInput) -> str:
    """Every problem of ``error``, a line each."""
    return "\n".join([str(error), *map(problem_line, error.problems)])


def problem_line(problem: FieldProblem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message
