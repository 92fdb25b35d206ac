"""A program that goes on while the worker does other things: started, probed, watched over, stopped.

    start ─► probe until ready ─► tick (output, limits, its end) ─► stop or kill ─► nothing of it is left

When its main process ends the service is over, as in a container: what it left running is ended with it.
"""

import os
import select
import signal
import time
from typing import Any

from . import child, launch, layout, ports, usage
from .meter import LEAST_PATIENCE_S, Meter
from .probe import Probe
from .procs import signal_all_of
from .request import Ready, Run
from .tail import Tail
from .watch import Watcher, WorkerGone

_TAIL_BYTES = 64 * 1024
_LOOK_S = 0.01
_SETTLE_S = 0.1


class Service:
    """One start of one program. After ``ended_by`` is set nothing of it is alive."""

    def __init__(self, watcher: Watcher, run: Run) -> None:
        self.run = run
        self.tail = Tail(_TAIL_BYTES)
        self.ended_by = ""
        """Empty while it runs; then: itself, stop, kill, cpu, memory, processes."""
        self.status = 0
        self.leftovers = 0
        """Processes that were alive after the main one had ended."""
        self._used_s = 0.0
        self._waits = b""
        self._watcher = watcher
        self._oom_before = watcher.usage.oom_kills()
        watcher.reaper.reset()
        self.meter = Meter(run, watcher.usage, watcher.baseline, watcher.spared())
        stdin = launch.stdin_file(b"")
        self.pid = launch.start(run, [stdin, self.tail.writer, self.tail.writer], layout.WORK, watcher.rules)
        os.close(stdin)
        self.tail.close_writer()

    @property
    def alive(self) -> bool:
        return not self.ended_by

    def tick(self) -> None:
        """Look at it: what it printed, whether it ended, whether it passed a limit."""
        if not self.alive:
            return
        self.tail.pump()
        self._look()
        self._watcher.reaper.collect()
        if self.pid in self._watcher.reaper.statuses:
            self._end("itself")
        elif self.meter.passed_a_limit():
            self._end(self.meter.deadline if self.meter.deadline != "none" else self._broken())

    def _look(self) -> None:
        """Remember how long its main process waited for a processor: once it is buried nobody can say."""
        self._waits = child.schedstat(self.pid) or self._waits

    def _broken(self) -> str:
        return "memory" if self.meter.over_memory else "processes"

    def pause_ms(self) -> float:
        """How long there is no need to look."""
        return self.meter.pause_ms() if self.alive else 1e9

    def await_ready(self, ready: Ready, channel: int) -> Probe:
        """Until it is ready, over, or out of time (then it still runs). Raises WorkerGone."""
        deadline = time.monotonic() + ready.within_s
        patience_s = max(LEAST_PATIENCE_S, ready.within_s)
        probe = Probe(ready.port, ready.path)
        try:
            while self.alive:
                if probe.step():
                    # A port of the pod may be somebody else's.
                    if ready.port in self.ports():
                        probe.seen = "ready"
                        break
                    probe.again()
                left_ms = (deadline - time.monotonic()) * 1000
                if left_ms <= 0:  # what it waited for a processor is the machine's fault, within reason
                    left_ms += min(self.meter.waited_s(), patience_s) * 1000
                    if left_ms <= 0:
                        break
                self._wait(probe, min(left_ms, self.pause_ms()), channel)
                self.tick()
        finally:
            probe.close()
        return probe

    def _wait(self, probe: Probe, most_ms: float, channel: int) -> None:
        poll = select.poll()
        poll.register(channel, 0)
        poll.register(self._watcher.wake, select.POLLIN)
        if not self.tail.ended:
            poll.register(self.tail.reader, select.POLLIN)
        probe.watch(poll)
        for descriptor, _ in poll.poll(probe.wait_ms(most_ms)):
            if descriptor == channel:
                raise WorkerGone
            if descriptor == self._watcher.wake:
                self._watcher.calm()

    def signal(self, number: int) -> None:
        """Send a signal to every process of it."""
        if self.alive:
            signal_all_of(self.run.uid, number)

    def stop(self, number: int, grace_s: float) -> None:
        """Signal the main process and wait for its end; after ``grace_s`` everything is killed."""
        deadline = time.monotonic() + grace_s
        if self.alive:
            os.kill(self.pid, number)
        while self.alive and time.monotonic() < deadline:
            poll = select.poll()
            poll.register(self._watcher.wake, select.POLLIN)
            if not self.tail.ended:
                poll.register(self.tail.reader, select.POLLIN)
            for descriptor, _ in poll.poll(_LOOK_S * 1000):
                if descriptor == self._watcher.wake:
                    self._watcher.calm()
            self.tick()
        if self.alive:
            self._end("stop")

    def kill(self) -> None:
        if self.alive:
            self._end("kill")

    def _end(self, by: str) -> None:
        """Leave nothing of it. Raises StillAlive."""
        self._look()
        if by == "itself":
            self.leftovers = self._count_leftovers()
        self._watcher.reaper.end_all(self.run.uid, self._watcher.spared())
        self._watcher.sysv.remove(self.run.uid)
        self.status = self._watcher.reaper.statuses.get(self.pid, 0)
        self._used_s = self._cpu_s()
        self.ended_by = by
        self.tail.close()

    def _count_leftovers(self) -> int:
        """Helpers that end just after the main process are not left over."""
        deadline = time.monotonic() + _SETTLE_S
        while (count := self.meter.count_processes()) and time.monotonic() < deadline:
            time.sleep(0.005)
            self._watcher.reaper.collect()
        return count

    def ports(self) -> list[int]:
        """Those that its processes listen on."""
        return ports.listening(self.run.uid) if self.alive else []

    def _cpu_s(self) -> float:
        return self.meter.whole_cpu_s(self._watcher.reaper.cpu_s)

    def facts(self) -> dict[str, Any]:
        """As in the worker's ``ServiceFacts``; the tail of its output is the body."""
        over = not self.alive
        signaled = over and os.WIFSIGNALED(self.status)
        used_s = self._used_s if over else self._cpu_s()
        waited_s = usage.kept_waiting_s(self._waits, used_s)
        return {
            "alive": self.alive,
            "ended_by": self.ended_by,
            "exit_code": os.WEXITSTATUS(self.status) if over and not signaled else -1,
            "signal": os.WTERMSIG(self.status) if signaled else -1,
            "leftovers": self.leftovers,
            "cpu_ms": used_s * 1000,
            "waited_ms": None if waited_s is None else waited_s * 1000,
            "memory_kib": self.meter.held_kib,
            "peak_kib": max(self.meter.peak_kib, self._watcher.reaper.peak_kib),
            "oom_kills": self.meter.over_memory + self._watcher.usage.oom_kills() - self._oom_before,
            "processes_full": self.meter.processes_full,
            "dropped_bytes": self.tail.dropped_bytes,
        }


SIGNALS = {name: getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGQUIT", "SIGSTOP", "SIGCONT", "SIGKILL")}
"""Those that the worker may ask for."""
