"""Boxes to be, and the one that holds the tests."""

from dataclasses import dataclass

from worker.images import TESTER
from worker.sandbox.box import Interior


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A box to be, alone or in a pod: what it holds and how much it may use."""

    interior: Interior
    memory_mib: int
    disk_mib: int


TESTER_PART = Part(
    interior=Interior(name=TESTER, zygote="python3", preload=("judge_tester.preload",)), memory_mib=768, disk_mib=256
)
"""The judge's own program: roomy, because a test that fails for want of memory would blame the candidate."""
