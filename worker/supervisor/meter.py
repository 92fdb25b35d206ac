"""The limits of one run over time: which one is passed, and when to look again.

Looking costs system calls, so it happens as rarely as each limit allows: never, in a run of a few milliseconds.
"""

import os
import time
from dataclasses import dataclass, field

from . import layout, usage
from .request import Run

_TICK_S = 0.025
"""How often memory and the number of processes are sampled."""

_OWN_TICK_S = 0.5
"""The same for programs of ours, which nobody waits to see break a limit: idle servers must cost nothing."""

_HEAVY_TICK_S = 0.005
"""The same for a run that holds half of its memory: a gigabyte a second is not unusual."""

_KERNEL_SLACK = 8
"""More than this above the limit means that the kernel does not hold it (gVisor), so we must."""

_KERNEL_MEMORY_BYTES = 12 * 1024 * 1024
"""What a run may make the kernel hold (pipes, page tables, task structures) beside its own memory. More would reach
the box's wall with nothing in any program left to end, and the kernel would end the supervisor."""

_OTHERS_CPU_S = 0.05
"""What the zygote, and whoever ends the run's processes, may use of a run's processor time."""

PATIENCE = 3
LEAST_PATIENCE_S = 10.0
"""How long a run may wait for a processor on top of its wall limit: this many times that, or these seconds if that is
less. A program can wait on purpose, with a low priority on a busy machine; it must not keep its box for long."""

SPARE = 1.1
"""A program may go on to this many times its processor time, so that it is known if it was near the limit. It has
broken it all the same."""

_CPUS = os.cpu_count() or 1


@dataclass(frozen=True)
class Baseline:
    """Memory in use before any program runs; ``own_bytes`` is the supervisor's, the rest is without it."""

    program_bytes: int
    kernel_bytes: int
    own_bytes: int = field(default_factory=usage.own_bytes)


class Meter:
    """Started with the run. ``deadline`` is none, cpu, wall or busy (the machine was, too much to tell);
    ``over_memory`` counts kills for memory of ours."""

    def __init__(
        self, run: Run, source: usage.Usage, baseline: "Baseline", spared: set[int], *, spare: float = 1.0
    ) -> None:
        self.deadline = "none"
        self.over_memory = 0
        self.peak_kib = 0
        self.held_kib = 0
        self.processes_full = False
        self.over_processes = False
        self._run = run
        self._usage = source
        self._baseline = baseline
        self._ours = {os.getpid(), *spared}
        self._cpu_s = run.cpu_s * spare
        self._cpu_before_s = source.cpu_s()
        self._started = time.monotonic()
        self._wall_until = self._started + run.wall_s
        self._waited_s = 0.0
        self._patience_s = max(LEAST_PATIENCE_S, PATIENCE * run.wall_s)
        self._tick_s = _OWN_TICK_S if run.keep else _TICK_S
        self._next_tick = self._started + self._tick_s
        self._next_cpu = self._started + self._cpu_s / _CPUS

    def elapsed_s(self) -> float:
        return time.monotonic() - self._started

    def pause_ms(self) -> float:
        """How long nothing can have been passed."""
        until = min(self._wall_until, self._next_tick, self._next_cpu)
        return max(0.0, until - time.monotonic()) * 1000

    def passed_a_limit(self) -> bool:
        now = time.monotonic()
        if now >= self._wall_until and now >= self._extended():
            self.deadline = "busy" if self._starved() else "wall"
        elif now >= self._next_cpu:
            left_s = self._cpu_s - self._charged_s()
            if left_s <= 0:
                self.deadline = "cpu"
            self._next_cpu = now + max(0.002, left_s / _CPUS)
        if now >= self._next_tick:
            self.count_processes()
            if self.over_processes:  # so many that they are over the memory too
                return True
            heavy = self._weigh() > self._run.memory_bytes // 2 and not self._run.keep
            self._next_tick = now + (_HEAVY_TICK_S if heavy else self._tick_s)
        return self.deadline != "none" or self.over_memory > 0 or self.over_processes

    def waited_s(self) -> float:
        """How long a thread of the run has waited for a processor."""
        return usage.waited_s(pid for pid in usage.processes() if pid not in self._ours)

    def _extended(self) -> float:
        """Until when the run may go on: what it waited for a processor is the machine's fault, within reason."""
        self._waited_s = self.waited_s()
        self._wall_until = self._started + self._run.wall_s + min(self._waited_s, self._patience_s)
        return self._wall_until

    def _starved(self) -> bool:
        """Whether it waited for more than that, and not for processors that it had itself: no verdict can be given.
        Where nobody tells what ended processes of its own had, it could be those."""
        kept_waiting = self._usage.counts_the_ended and self._waited_s > self._patience_s
        return kept_waiting and self._charged_s() < self.elapsed_s() / 2

    def _charged_s(self) -> float:
        """No more than there is: gVisor counts whoever is ready to run as running."""
        return min(self._usage.cpu_s() - self._cpu_before_s, self.elapsed_s() * _CPUS)

    def _weigh(self) -> int:
        """Bytes held for the run, the kernel's included. Its own memory is what is anonymous or shared, without the
        files in the box's tmpfs and the one that is its standard input."""
        anonymous, shared = self._usage.memory_bytes()
        disk = os.statvfs(layout.BOX)
        files = (disk.f_blocks - disk.f_bfree) * disk.f_frsize + len(self._run.stdin)
        held = anonymous + max(0, shared - files) - self._baseline.program_bytes
        kernel = self._usage.kernel_bytes() - self._baseline.kernel_bytes
        self.held_kib = max(0, held // 1024)
        self.peak_kib = max(self.peak_kib, self.held_kib)
        if held > self._run.memory_bytes or held + kernel > self._run.memory_bytes + _KERNEL_MEMORY_BYTES:
            self.over_memory += 1
        return held + kernel

    def whole_cpu_s(self, reaped_s: float) -> float:
        """Processor time of the run: what was waited for, unless the cgroup knows of much more (ignored SIGCHLD)."""
        charged_s, reaped_s = self._charged_s(), min(reaped_s, self.elapsed_s() * _CPUS)
        return charged_s if charged_s > reaped_s * 1.1 + _OTHERS_CPU_S else reaped_s

    def count_processes(self) -> int:
        """Processes of the run; their threads are held against its limit."""
        strangers = [pid for pid in usage.processes() if pid not in self._ours]
        if not strangers:
            return 0
        count = usage.threads(strangers)
        if count >= self._run.processes:
            self.processes_full = True
        if count > self._run.processes + _KERNEL_SLACK:
            self.over_processes = True
        return len(strangers)
