"""What a grader is given: one stage of one submission, built and waiting in its box."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from judge.domain.limits import Limits
from judge.domain.report import TestReport
from judge.runtimes import Runtime
from worker.graders.sheet import Sheet
from worker.sandbox.interface import Box, Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRun:
    """``argv`` starts the submission's program. ``limits`` are the stage's, widened for the runtime.

    ``sandbox`` and ``runtimes`` are for boxes of the tester's own.
    """

    sheet: Sheet
    box: Box
    argv: tuple[str, ...]
    limits: Limits
    runtime: Runtime
    sandbox: Sandbox
    runtimes: Mapping[str, Runtime]


Grader = Callable[[StageRun], Generator[TestReport, None, None]]
"""Yields one report for every test of the sheet, in its order, each as soon as it is known."""
