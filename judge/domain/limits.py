"""Limits of one run, with units in the names. All of them hold for a whole process tree."""

from dataclasses import dataclass, replace

WALL_FACTOR = 3.0
"""Wall time allowed per second of cpu time where a challenge names none: room for a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use. ``disk_mib`` counts everything written inside the box."""

    cpu_s: float = 2.0
    wall_s: float = 2.0 * WALL_FACTOR
    memory_mib: int = 256
    processes: int = 64
    output_kib: int = 1024
    disk_mib: int = 64
    open_files: int = 256

    def scaled(self, *, time_factor: float, memory_extra_mib: int) -> "Limits":
        """The same limits for a runtime that needs more time or memory than the reference."""
        return replace(
            self,
            cpu_s=self.cpu_s * time_factor,
            wall_s=self.wall_s * time_factor,
            memory_mib=self.memory_mib + memory_extra_mib,
        )


MAXIMUM = Limits(
    cpu_s=60, wall_s=300, memory_mib=4096, processes=1024, output_kib=64 * 1024, disk_mib=2048, open_files=4096
)
"""No challenge may ask for more than this."""

MINIMUM = Limits(cpu_s=0.01, wall_s=0.05, memory_mib=16, processes=1, output_kib=1, disk_mib=8, open_files=16)
"""Below this no runtime starts, and the largest submission does not fit on the disk."""

SERVICE = Limits(cpu_s=20, wall_s=60, processes=256, open_files=1024)
"""Default limits of a service over a whole stage."""

BUILD = Limits(cpu_s=30, wall_s=60, memory_mib=1024, processes=256, output_kib=256, disk_mib=256, open_files=1024)
"""Default limits of a build step."""
