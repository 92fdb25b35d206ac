"""What the command's exit status says, and the errors that lead to each. docs/ci.md is for those who read it.

An error here is shown as one or more lines on standard error, and never holds a key.
"""

from enum import IntEnum

import click


class Exit(IntEnum):
    PASSED = 0
    FAILED = 1
    """Graded, and not good enough."""
    USAGE = 2
    """What was asked for cannot be done as asked: options, files, a key, an id."""
    FAULT = 3
    """The judge failed: no verdict about the submission."""
    UNREACHABLE = 4
    """The judge, or its verdict in time, could not be had: trying later may help."""


class Refused(click.ClickException):
    """Ask differently."""

    exit_code = Exit.USAGE


class Fault(click.ClickException):
    exit_code = Exit.FAULT


class Unreachable(click.ClickException):
    exit_code = Exit.UNREACHABLE
