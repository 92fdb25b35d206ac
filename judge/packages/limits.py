"""The ``limits`` mapping of a challenge or a stage, and how one is laid over the other."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from judge.domain.limits import MAXIMUM, MINIMUM, WALL_FACTOR, Limits
from judge.packages.shapes import Model

_DEFAULT = Limits()


class LimitsModel(Model):
    """``limits`` of a challenge; a stage may have its own, which narrow or widen them."""

    cpu_s: Annotated[float, Field(ge=MINIMUM.cpu_s, le=MAXIMUM.cpu_s)] = _DEFAULT.cpu_s
    wall_s: Annotated[float, Field(ge=MINIMUM.wall_s, le=MAXIMUM.wall_s)] = _DEFAULT.wall_s
    memory_mib: Annotated[int, Field(ge=MINIMUM.memory_mib, le=MAXIMUM.memory_mib)] = _DEFAULT.memory_mib
    processes: Annotated[int, Field(ge=MINIMUM.processes, le=MAXIMUM.processes)] = _DEFAULT.processes
    output_kib: Annotated[int, Field(ge=MINIMUM.output_kib, le=MAXIMUM.output_kib)] = _DEFAULT.output_kib
    disk_mib: Annotated[int, Field(ge=MINIMUM.disk_mib, le=MAXIMUM.disk_mib)] = _DEFAULT.disk_mib
    open_files: Annotated[int, Field(ge=MINIMUM.open_files, le=MAXIMUM.open_files)] = _DEFAULT.open_files

    def over(self, base: Limits) -> Limits:
        """``base`` with what the author wrote; a new ``cpu_s`` without ``wall_s`` brings its own wall time."""
        limits = replace(base, **{key: getattr(self, key) for key in self.model_fields_set})
        if self.given("cpu_s") and not self.given("wall_s"):
            return replace(limits, wall_s=max(MINIMUM.wall_s, limits.cpu_s * WALL_FACTOR))
        return limits
