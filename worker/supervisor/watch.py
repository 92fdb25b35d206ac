"""One run from start to end: feeds, reads, measures, and ends it at the first limit it passes."""

import contextlib
import os
import select
import signal
import time
from dataclasses import dataclass, field

from . import launch, layout, usage
from .capture import Capture
from .launch import Ended, Zygote
from .procs import Reaper
from .request import Run

_TICK_S = 0.025
"""How often memory and process counts are sampled; short runs never see a tick."""
_CPUS = os.cpu_count() or 1


class WorkerGone(Exception):
    """The worker closed its end of the channel: there is nobody to run for."""


@dataclass
class Facts:
    """What happened, as in the worker's ``RunResult``. Times in seconds."""

    status: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    memory_kib: int = 0
    deadline: str = "none"
    oom_kills: int = 0
    processes_full: bool = False
    captures: list[Capture] = field(default_factory=list)


class Watcher:
    """Runs programs one at a time. ``channel`` is the worker's pipe, watched for its end only."""

    def __init__(self, channel: int, source: usage.Usage) -> None:
        self.usage = source
        self.reaper = Reaper()
        self.zygote: Zygote | None = None
        self._channel = channel
        wake, wake_writer = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._wake = wake

    def spared(self) -> set[int]:
        return {self.zygote.pid} if self.zygote else set()

    def warm(self, interpreter: str, env: dict[str, str]) -> None:
        """Start the zygote; it is part of the box from then on."""
        self.zygote = Zygote(interpreter, env)

    def run(self, run: Run) -> Facts:
        """Run to the end; afterwards no process of it is left.

        Raises:
            WorkerGone, StillAlive, OSError: the box is of no more use.
        """
        captures = [Capture(run.output_bytes), Capture(run.output_bytes)]
        if run.results:
            captures.append(Capture(run.output_bytes))
        facts = Facts(captures=captures)
        stdin = launch.stdin_file(run.stdin)
        descriptors = [stdin, *(capture.writer for capture in captures)]
        self.reaper.reset()
        oom_before = self.usage.oom_kills()
        cpu_before = self.usage.cpu_s()
        started = time.monotonic()
        zygote = self.zygote if self.zygote and run.zygote and self.zygote.serves(run) else None
        if zygote:
            pid = zygote.fork(run, descriptors, layout.WORK)
        else:
            pid = launch.fork_exec(run, descriptors, layout.WORK)
        os.close(stdin)
        for capture in captures:
            capture.close_writer()
        ended = self._follow(run, facts, pid, zygote, started, cpu_before)
        facts.wall_s = time.monotonic() - started
        if ended is None:
            self.reaper.end_all(run.uid, self.spared())
            ended = zygote.ended() if zygote else Ended(self.reaper.statuses.get(pid, 0), 0.0, 0)
        else:
            facts.processes_full |= self._crowded(run)
            self.reaper.end_all(run.uid, self.spared())
        for capture in captures:
            capture.drain()
            capture.close()
        facts.status = ended.status
        facts.cpu_s = ended.cpu_s + self.reaper.cpu_s
        facts.memory_kib = max(ended.peak_kib, self.reaper.peak_kib, facts.memory_kib)
        facts.oom_kills += self.usage.oom_kills() - oom_before
        return facts

    def _follow(
        self, run: Run, facts: Facts, pid: int, zygote: Zygote | None, started: float, cpu_before: float
    ) -> Ended | None:
        """Until the main process has ended, or none once a limit is passed (the caller then kills)."""
        poll = select.poll()
        poll.register(self._channel, 0)  # 0: hang-up only; the next request may be waiting there already
        poll.register(zygote.control if zygote else self._wake, select.POLLIN)
        pumps = {capture.reader: capture for capture in facts.captures}
        for reader in pumps:
            poll.register(reader, select.POLLIN)
        wall_deadline = started + run.wall_s
        next_tick = started + _TICK_S
        next_cpu = started + run.cpu_s / _CPUS
        while True:
            now = time.monotonic()
            if now >= wall_deadline:
                facts.deadline = "wall"
                return None
            if now >= next_cpu:
                left = run.cpu_s - (self.usage.cpu_s() - cpu_before)
                if left <= 0:
                    facts.deadline = "cpu"
                    return None
                next_cpu = now + max(0.002, left / _CPUS)
            if now >= next_tick:
                if self._over_memory(run, facts):
                    return None
                facts.processes_full |= self._crowded(run)
                next_tick = now + _TICK_S
            pause_s = min(wall_deadline, next_tick, next_cpu) - now
            for descriptor, _ in poll.poll(max(0.0, pause_s) * 1000 + 0.2):
                if descriptor in pumps:
                    capture = pumps[descriptor]
                    capture.pump()
                    if capture.ended:
                        poll.unregister(descriptor)
                    elif capture.cut and capture is facts.captures[0]:
                        return None
                elif descriptor == self._channel:
                    raise WorkerGone
                elif zygote:
                    return zygote.ended()
                elif self._reaped(pid):
                    return Ended(self.reaper.statuses[pid], 0.0, 0)

    def _reaped(self, pid: int) -> bool:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)
        self.reaper.collect()
        return pid in self.reaper.statuses

    def _over_memory(self, run: Run, facts: Facts) -> bool:
        """Sample the tree. Memory is what is anonymous or shared, without the files in the box's own tmpfs."""
        anonymous, shared = self.usage.memory_bytes()
        disk = os.statvfs(layout.BOX)
        files = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
        held = anonymous + max(0, shared - files) - self.baseline_bytes
        facts.memory_kib = max(facts.memory_kib, held // 1024)
        if held > run.memory_bytes:
            facts.oom_kills += 1
            return True
        return False

    baseline_bytes = 0
    """Memory of the supervisor and the zygote, measured when the box was made."""

    def _crowded(self, run: Run) -> bool:
        strangers = [pid for pid in usage.processes() if pid != os.getpid() and pid not in self.spared()]
        return usage.threads(strangers) >= run.processes
