"""What a grader is given: one stage of one submission, built and waiting in its box."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

from judge.domain.limits import Limits
from judge.domain.report import ServiceReport, TestReport
from judge.runtimes import Runtime
from judge.sidecars import SidecarType
from worker.graders.sheet import Sheet
from worker.sandbox.interface import Box, Pod, Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRun:
    """``argv`` starts the submission's program. ``limits`` are the stage's, widened for the runtime.

    ``sandbox`` and ``runtimes`` are for boxes of the tester's own. ``pod`` is there if the challenge has services; its
    box is ``box``.
    """

    sheet: Sheet
    box: Box
    argv: tuple[str, ...]
    limits: Limits
    runtime: Runtime
    sandbox: Sandbox
    runtimes: Mapping[str, Runtime]
    pod: Pod | None = None
    sidecar_types: Mapping[str, SidecarType] = field(default_factory=dict)


Rows = Generator[TestReport, None, ServiceReport | None]
"""One report for every test of the sheet, in its order, each as soon as it is known; then what a service came to."""

Grader = Callable[[StageRun], Rows]
