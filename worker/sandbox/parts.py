"""Boxes to be, and the one that holds the tests."""

from dataclasses import dataclass

from worker.images import TESTER
from worker.sandbox.box import Interior
from worker.sandbox.cores import Leased


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A box to be, alone or in a pod: what it holds, how much it may use, and on which cores it runs (all, if none)."""

    interior: Interior
    memory_mib: int
    disk_mib: int
    cores: Leased = ()


TESTER_PART = Part(
    interior=Interior(name=TESTER, zygote="python3", preload=("judge_tester.preload",)), memory_mib=768, disk_mib=256
)
"""The judge's own program: roomy, because a test that fails for want of memory would blame the candidate."""
