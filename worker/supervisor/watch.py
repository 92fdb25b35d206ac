"""One run from start to end: starts it, reads, measures, and ends it at the first limit it passes."""

import contextlib
import os
import select
import signal
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import child, launch, layout, sysv, usage
from .capture import RESULTS_BYTES, Capture
from .launch import Ended, Zygote
from .meter import SPARE, Baseline, Meter
from .procs import Reaper
from .request import Run
from .tail import Tail
from .talk import Aborted, Talk


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
    waited_s: float | None = None
    captures: list[Capture] = field(default_factory=list)


@dataclass
class _Started:
    """A program under way; ``zygote`` is who tells of its end, when it was forked from there."""

    pid: int
    zygote: Zygote | None
    captures: list[Capture]
    meter: Meter
    talk: Talk | None
    stdin: int
    """Held open until the end: the meter takes its size off, so a program must not get it back by closing it."""
    waits: bytes = b""

    def look(self) -> None:
        """Remember how long it waited for a processor: once it is buried nobody can say."""
        if self.zygote is None:
            self.waits = child.schedstat(self.pid) or self.waits


class Watcher:
    """Runs programs one at a time. ``channel`` is the worker's pipe, watched for its end only; ``rules`` are those of
    ``guard.landlock`` that every program is put under.

    ``beside`` is the output of a service that goes on meanwhile, and ``beside_pid`` its main process.
    """

    baseline = Baseline(0, 0)
    """Memory of the supervisor and the zygote, measured when the box was made."""

    def __init__(self, channel: int, source: usage.Usage, rules: int) -> None:
        self.usage = source
        self.reaper = Reaper()
        self.sysv = sysv.find()
        self.zygote: Zygote | None = None
        self.beside: Tail | None = None
        self.beside_pid = 0
        self.rules = rules
        self._channel = channel
        self.wake, writer = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # no pidfd: gVisor has none

    def spared(self) -> set[int]:
        """Processes that are ours and stay."""
        return {self.zygote.pid} if self.zygote else set()

    def calm(self) -> None:
        """Forget that a child has ended; whoever calls this looks for it."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.wake, 4096)

    def warm(self, interpreter: str, env: dict[str, str], preload: list[str]) -> None:
        """Start the zygote; it is part of the box from then on."""
        self.zygote = Zygote(interpreter, env, preload, self.rules)

    def run(self, run: Run, talk: Talk | None = None) -> Facts:
        """Run to the end; afterwards no process of it is left. ``talk`` is relayed meanwhile.

        Raises:
            WorkerGone, StillAlive, OSError: the box is of no more use.
        """
        oom_before = self.usage.oom_kills()
        started = self._start(run, talk)
        meter = started.meter
        try:
            ended = self._follow(started)
        except Aborted:
            ended = None
        wall_s = meter.elapsed_s()
        started.look()
        if run.keep:
            self.reaper.end_session(started.pid)
        elif meter.count_processes():
            self.reaper.end_all(run.uid, self.spared())
        if ended is None:
            ended = self._ending_of(started)
        os.close(started.stdin)
        if talk:
            talk.finish()
        if not run.keep:
            self.sysv.remove(run.uid)
        for capture in started.captures:
            capture.drain()
            capture.close()
        cpu_s = meter.whole_cpu_s(ended.cpu_s + self.reaper.cpu_s)
        return Facts(
            status=ended.status,
            cpu_s=cpu_s,
            wall_s=wall_s,
            memory_kib=max(ended.peak_kib, self.reaper.peak_kib, meter.peak_kib),
            deadline=meter.deadline,
            oom_kills=meter.over_memory + self.usage.oom_kills() - oom_before,
            processes_full=meter.processes_full,
            waited_s=usage.kept_waiting_s(ended.waits or started.waits, cpu_s),
            captures=started.captures,
        )

    def _start(self, run: Run, talk: Talk | None) -> _Started:
        sizes = (run.output_bytes, run.output_bytes, *([RESULTS_BYTES] if run.results else []))
        captures = [Capture(size) for size in sizes]
        stdin = launch.stdin_file(run.stdin)
        descriptors = [stdin, *(capture.writer for capture in captures), *([talk.writer] if talk else [])]
        self.reaper.reset(keep=self.beside_pid)
        spare = 1.0 if run.build or run.keep else SPARE
        meter = Meter(run, self.usage, self.baseline, self.spared(), spare=spare)
        zygote = self.zygote if self.zygote and run.zygote and self.zygote.serves(run) else None
        if zygote:
            pid = zygote.fork(run, descriptors, layout.WORK)
        else:
            pid = launch.start(run, descriptors, layout.WORK, self.rules)
        for capture in captures:
            capture.close_writer()
        if talk:
            os.close(talk.writer)
        return _Started(pid, zygote, captures, meter, talk, stdin)

    def _follow(self, started: _Started) -> Ended | None:
        """Until the main process has ended, or none once a limit is passed (the caller then kills).

        Raises:
            Aborted: the worker does not want it any more.
        """
        teller = started.zygote.control.fileno() if started.zygote else self.wake
        talk = started.talk
        pumps: dict[int, Capture | Tail | Talk] = {capture.reader: capture for capture in started.captures}
        if self.beside and not self.beside.ended:
            pumps[self.beside.reader] = self.beside
        if talk:
            pumps[talk.fileno()] = talk
        poll = self._poll(talk, (teller, self.wake, *pumps))
        if talk:
            talk.hear()  # what came together with the request
        while not started.meter.passed_a_limit():
            for descriptor, event in poll.poll(started.meter.pause_ms()):
                if descriptor == self._channel:
                    self._hear(talk, event)
                elif descriptor == teller:
                    if (ended := self._ended(started)) is not None:
                        return ended
                elif descriptor == self.wake:
                    self._bury(started)  # orphans: unburied they count against the run
                else:
                    pumps[descriptor].pump()
                    if pumps[descriptor].ended:
                        poll.unregister(descriptor)
            if started.captures[0].cut:
                return None
        return None

    def _poll(self, talk: Talk | None, readers: Iterable[int]) -> "select.poll":
        poll = select.poll()
        # 0: hang-up only; the next request may be waiting there already, unless it is for this run.
        poll.register(self._channel, select.POLLIN if talk else 0)
        for reader in readers:
            poll.register(reader, select.POLLIN)
        return poll

    def _hear(self, talk: Talk | None, event: int) -> None:
        """News from the worker: its end, or words for the program that runs."""
        if talk is None or not event & select.POLLIN or not talk.wire.fill():
            raise WorkerGone
        talk.hear()

    def _ended(self, started: _Started) -> Ended | None:
        if started.zygote:
            return started.zygote.ended()
        self._bury(started)
        return self._ending_of(started) if started.pid in self.reaper.statuses else None

    def _bury(self, started: _Started) -> None:
        self.calm()
        started.look()
        self.reaper.collect()

    def _ending_of(self, started: _Started) -> Ended:
        """How it ended; what it used is in the reaper's sums already, unless the zygote was its parent."""
        if started.zygote:
            return started.zygote.ended()
        return Ended(self.reaper.statuses[started.pid], 0.0, 0)
