"""Exit codes of ``judge challenge``, and how a command ends with one."""

import sys
from enum import IntEnum
from typing import NoReturn

import click

from judge.domain.errors import FieldProblem, InvalidInput


class Exit(IntEnum):
    """``FAILED``: the challenge is not as it should be. ``OURS``: the judge could not tell."""

    OK = 0
    FAILED = 1
    USAGE = 2
    OURS = 3
    UNREACHABLE = 4


def leave(code: Exit, *lines: str) -> NoReturn:
    """End with ``code``, ``lines`` on standard error."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)


def refuse(error: InvalidInput, code: Exit = Exit.USAGE) -> NoReturn:
    """End with every problem of ``error``."""
    leave(code, str(error), *map(problem_line, error.problems))


def problem_line(problem: FieldProblem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message
