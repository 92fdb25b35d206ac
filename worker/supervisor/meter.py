"""The limits of one run over time: which one is passed, and when to look again.

Looking costs system calls, so it happens as rarely as each limit allows: never, in a run of a few milliseconds.
"""

import os
import time

from . import layout, usage
from .request import Run

_TICK_S = 0.025
"""How often memory and the number of processes are sampled."""

_KERNEL_SLACK = 8
"""More than this above the limit means that the kernel does not hold it (gVisor), so we must."""

_CPUS = os.cpu_count() or 1


class Meter:
    """Started with the run. ``deadline`` is none, cpu or wall; ``over_memory`` counts kills for memory of ours."""

    def __init__(self, run: Run, source: usage.Usage, baseline_bytes: int, spared: set[int]) -> None:
        self.deadline = "none"
        self.over_memory = 0
        self.peak_kib = 0
        self.processes_full = False
        self.over_processes = False
        self._run = run
        self._usage = source
        self._baseline_bytes = baseline_bytes
        self._ours = {os.getpid(), *spared}
        self._cpu_before_s = source.cpu_s()
        self._started = time.monotonic()
        self._next_tick = self._started + _TICK_S
        self._next_cpu = self._started + run.cpu_s / _CPUS

    def elapsed_s(self) -> float:
        return time.monotonic() - self._started

    def pause_ms(self) -> float:
        """How long nothing can have been passed."""
        until = min(self._started + self._run.wall_s, self._next_tick, self._next_cpu)
        return max(0.0, until - time.monotonic()) * 1000

    def passed_a_limit(self) -> bool:
        now = time.monotonic()
        if now >= self._started + self._run.wall_s:
            self.deadline = "wall"
        elif now >= self._next_cpu:
            left_s = self._run.cpu_s - (self._usage.cpu_s() - self._cpu_before_s)
            if left_s <= 0:
                self.deadline = "cpu"
            self._next_cpu = now + max(0.002, left_s / _CPUS)
        if now >= self._next_tick:
            self._next_tick = now + _TICK_S
            self.count_processes()
            self._weigh()
        return self.deadline != "none" or self.over_memory > 0 or self.over_processes

    def _weigh(self) -> None:
        """Memory is what is anonymous or shared, without the files in the box's own tmpfs."""
        anonymous, shared = self._usage.memory_bytes()
        disk = os.statvfs(layout.BOX)
        files = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
        held = anonymous + max(0, shared - files) - self._baseline_bytes
        self.peak_kib = max(self.peak_kib, held // 1024)
        if held > self._run.memory_bytes:
            self.over_memory += 1

    def count_processes(self) -> None:
        """Processes and threads of the run against its limit."""
        strangers = [pid for pid in usage.processes() if pid not in self._ours]
        if not strangers:
            return
        count = usage.threads(strangers)
        if count >= self._run.processes:
            self.processes_full = True
        if count > self._run.processes + _KERNEL_SLACK:
            self.over_processes = True
