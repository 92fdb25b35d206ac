"""A sandbox without walls: local processes in temporary folders, for tests of what is built upon the interface.

It measures and ends runs as the real ones do, and keeps nobody in: for code of our own only. Memory is measured, not
held (and never less than the test process itself has, which forks them); disk is held for each file on its own;
processes are not counted.
"""

import fcntl
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.domain.report import SandboxReport
from tests.fakes.pod import FakePod
from worker.sandbox.interface import BoxSpec, Deadline, PodSpec, RunRequest, RunResult, ServiceOffer
from worker.supervisor.capture import RESULTS_BYTES
from worker.supervisor.meter import SPARE

_TICK_S = 0.001
_ABOVE_STANDARD = 10
_CLOCKS = os.sysconf("SC_CLK_TCK")


@dataclass
class FakeBox:
    """``requests`` is everything that was run, for tests to look at."""

    home: Path
    spec: BoxSpec
    requests: list[RunRequest] = field(default_factory=list)

    @property
    def report(self) -> SandboxReport:
        return SandboxReport(backend="fake", enforced=("cpu", "wall", "output"))

    def put(self, files: Mapping[str, bytes]) -> None:
        _write(self.home, files)

    def run(self, request: RunRequest) -> RunResult:
        self.requests.append(request)
        if request.build:
            _write(self.home, request.files)
            with tempfile.TemporaryDirectory(prefix="fake-tmp-") as scratch:
                result = _run(self.home, Path(scratch), request)
            for path in request.files:
                (self.home / path).unlink(missing_ok=True)
            return result
        with tempfile.TemporaryDirectory(prefix="fake-run-") as scratch:
            work = shutil.copytree(self.home, Path(scratch, "work"), symlinks=True)
            tmp = Path(scratch, "tmp")
            tmp.mkdir()
            _write(work, request.files)
            return _run(work, tmp, request)

    def run_each(self, requests: Sequence[RunRequest]) -> Iterator[RunResult]:
        for request in requests:
            yield self.run(request)


class FakeSandbox:
    """``boxes`` are all that were ever acquired, newest last. ``broken`` makes it refuse."""

    def __init__(self, runtimes: Sequence[str] = ("python",)) -> None:
        self.boxes: list[FakeBox] = []
        self.broken = False
        self.pods: deque[FakePod] = deque()
        self.refusal = ""
        self._runtimes = tuple(runtimes)

    @contextmanager
    def acquire(self, spec: BoxSpec) -> Iterator[FakeBox]:
        if self.broken or spec.runtime not in self._runtimes:
            raise SandboxUnavailable(f"no box for {spec.runtime}")
        with tempfile.TemporaryDirectory(prefix="fake-box-") as home:
            self.boxes.append(FakeBox(Path(home), spec))
            yield self.boxes[-1]

    @contextmanager
    def acquire_pod(self, spec: PodSpec) -> Iterator[FakePod]:
        """The pod that a test has put into ``pods``."""
        if self.broken or not self.pods:
            raise SandboxUnavailable(f"no pod for {spec.box.runtime}")
        yield self.pods.popleft()

    def refuses(self, spec: PodSpec) -> str:
        return self.refusal

    def offers(self) -> tuple[str, ...]:
        return self._runtimes

    def serves(self) -> ServiceOffer:
        return ServiceOffer(services=not self.refusal)

    def reap(self, live_workers: Collection[str]) -> int:
        return 0

    def close(self) -> None:
        self.boxes.clear()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@dataclass
class _Stream:
    """One output: reads one byte more than the limit, and throws the rest away."""

    fd: int
    limit: int
    data: bytearray = field(default_factory=bytearray)

    def read(self) -> bool:
        chunk = os.read(self.fd, 1 << 16)
        self.data += chunk[: self.limit + 1 - len(self.data)]
        return bool(chunk)

    @property
    def cut(self) -> bool:
        return len(self.data) > self.limit

    @property
    def kept(self) -> bytes:
        return bytes(self.data[: self.limit])


def _run(work: Path, tmp: Path, request: RunRequest) -> RunResult:
    """Fork, watch until the process has ended and its outputs are closed (or a deadline came), sum up."""
    pipes = [os.pipe() for _ in range(3 if request.results else 2)]
    started = time.monotonic()
    with tempfile.TemporaryFile() as stdin:
        stdin.write(request.stdin)
        stdin.seek(0)
        pid = os.fork()
        if pid == 0:
            try:
                _become(work, tmp, request, stdin.fileno(), [write for _, write in pipes])
            finally:
                os._exit(127)
    for _, write in pipes:
        os.close(write)
    output = request.limits.output_kib * 1024
    streams = [_Stream(read, limit) for (read, _), limit in zip(pipes, (output, output, RESULTS_BYTES), strict=False)]
    deadline = _watch(pid, request.limits, streams, started)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    for stream in streams:
        os.close(stream.fd)
    code = os.waitstatus_to_exitcode(status)
    return RunResult(
        exit_code=code if code >= 0 else -1,
        signal=-code if code < 0 else -1,
        cpu_ms=(usage.ru_utime + usage.ru_stime) * 1000,
        wall_ms=(time.monotonic() - started) * 1000,
        memory_kib=_peak_kib(usage),
        deadline=deadline,
        stdout=streams[0].kept,
        stderr=streams[1].kept,
        results=streams[2].kept if request.results else b"",
        stdout_cut=streams[0].cut,
        stderr_cut=streams[1].cut,
        results_cut=request.results and streams[2].cut,
    )


def _peak_kib(usage: resource.struct_rusage) -> int:
    """A fork begins with its parent's memory as its peak: up to that, nothing is known of the program's own."""
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss if usage.ru_maxrss > inherited else 1


def _become(work: Path, tmp: Path, request: RunRequest, stdin: int, outputs: list[int]) -> None:
    """In the child: descriptors 0 to 3, limits, folder, program."""
    os.setsid()
    # Out of the way first, to numbers that nothing has: a pipe may sit on the very number that another one must get.
    sources = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _ABOVE_STANDARD) for fd in (stdin, *outputs)]
    for target, source in enumerate(sources):
        os.dup2(source, target, inheritable=True)
    os.closerange(len(sources), 256)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (request.limits.disk_mib << 20, request.limits.disk_mib << 20))
    resource.setrlimit(resource.RLIMIT_NOFILE, (request.limits.open_files, request.limits.open_files))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.chdir(work)
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    env = {"PATH": path, "LANG": "C.UTF-8", "HOME": str(tmp), "TMPDIR": str(tmp), **request.env}
    try:
        os.execvpe(request.argv[0], list(request.argv), env)
    except OSError as error:
        os.write(2, f"{request.argv[0]}: {error.strerror}\n".encode())


def _watch(pid: int, limits: Limits, streams: list[_Stream], started: float) -> Deadline:
    """Read until every output is closed and the process is gone; which deadline came first, if one did."""
    open_streams = {stream.fd: stream for stream in streams}
    ended = False
    while not ended or open_streams:
        ready, _, _ = select.select(list(open_streams), [], [], 0 if ended else _TICK_S)
        for fd in ready:
            if not open_streams[fd].read():
                del open_streams[fd]
        if ended and not ready:
            return Deadline.NONE  # a child of its own still holds a pipe; the group is killed next
        ended = ended or os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        if not ended and _cpu_s(pid) > limits.cpu_s * SPARE:
            return Deadline.CPU
        if not ended and time.monotonic() - started > limits.wall_s:
            return Deadline.WALL
    return Deadline.NONE


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCKS
