"""What the processes of the box use, read from its own cgroup (v1 or v2), or from /proc where there is none.

The supervisor itself is left out: it holds inputs and outputs for the worker and spends time on reading them, which is
nobody's program's. The zygote is in; callers take differences or subtract a baseline.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from typing import Protocol

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_CAP_SYS_PTRACE = 19


class Usage(Protocol):
    name: str
    counts_the_ended: bool
    """Whether the time of processes that ended, and were waited for by nobody, is in ``cpu_s``."""

    def cpu_s(self) -> float:
        """Processor time of everything that ever ran in the box."""

    def oom_kills(self) -> int:
        """How often the kernel killed a process here for want of memory."""

    def memory_bytes(self) -> tuple[int, int]:
        """(anonymous, shared) memory held now; tmpfs files count as shared, and so does what waits on a stdin."""

    def kernel_bytes(self) -> int:
        """Memory the kernel holds for the box's processes; 0 where nobody tells."""


def _stat_fields(text: str, *names: str) -> list[int]:
    values = dict.fromkeys(names, 0)
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        if key in values:
            values[key] = int(value)
    return [values[name] for name in names]


class _File:
    """A kernel file kept open: reading it again costs one system call."""

    def __init__(self, path: str) -> None:
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def text(self) -> str:
        return os.pread(self._handle, 16384, 0).decode()


def own_bytes() -> int:
    """Memory of this process, without files mapped into it."""
    with open("/proc/self/statm", "rb") as file:
        _, resident, shared, *_ = file.read().split()
    return (int(resident) - int(shared)) * _PAGE_BYTES


class CgroupV1:
    name = "cgroup-v1"
    counts_the_ended = True

    def __init__(self, root: str = "/sys/fs/cgroup") -> None:
        self._cpu = _File(f"{root}/cpuacct/cpuacct.usage")
        self._oom = _File(f"{root}/memory/memory.oom_control")
        self._memory = _File(f"{root}/memory/memory.stat")
        self._kernel = _File(f"{root}/memory/memory.kmem.usage_in_bytes")

    def cpu_s(self) -> float:
        return int(self._cpu.text()) / 1e9 - time.process_time()

    def oom_kills(self) -> int:
        return _stat_fields(self._oom.text(), "oom_kill")[0]

    def memory_bytes(self) -> tuple[int, int]:
        anonymous, shared = _stat_fields(self._memory.text(), "rss", "shmem")
        return anonymous - own_bytes(), shared

    def kernel_bytes(self) -> int:
        return int(self._kernel.text())


class CgroupV2:
    name = "cgroup-v2"
    counts_the_ended = True

    def __init__(self, root: str = "/sys/fs/cgroup") -> None:
        self._cpu = _File(f"{root}/cpu.stat")
        self._oom = _File(f"{root}/memory.events")
        self._memory = _File(f"{root}/memory.stat")

    def cpu_s(self) -> float:
        return _stat_fields(self._cpu.text(), "usage_usec")[0] / 1e6 - time.process_time()

    def oom_kills(self) -> int:
        return _stat_fields(self._oom.text(), "oom_kill")[0]

    def memory_bytes(self) -> tuple[int, int]:
        anonymous, shared = _stat_fields(self._memory.text(), "anon", "shmem")
        return anonymous - own_bytes(), shared

    def kernel_bytes(self) -> int:
        parts = _stat_fields(self._memory.text(), "kernel", "slab", "kernel_stack", "pagetables", "percpu")
        return parts[0] or sum(parts[1:])  # the sum as one field came with Linux 5.18


class ProcScan:
    """What /proc tells of living processes: a lower bound. Time of those that ended is lost, and of memory only the
    largest process counts, because pages that forks share would be counted once for each."""

    name = "proc"
    counts_the_ended = False

    def cpu_s(self) -> float:
        ticks = 0
        for pid in _others():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
                ticks += sum(int(field) for field in fields[11:15])
        return ticks / _TICKS_PER_S

    def kernel_bytes(self) -> int:
        return 0

    def oom_kills(self) -> int:
        return 0

    def memory_bytes(self) -> tuple[int, int]:
        pages = 0
        for pid in _others():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/statm", "rb") as file:
                fields = file.read().split()
                pages = max(pages, int(fields[1]) - int(fields[2]))
        return pages * _PAGE_BYTES, 0


class GVisor(ProcScan):
    """A kernel of the box's own: its /proc/meminfo speaks of this box alone."""

    name = "gvisor"

    def __init__(self) -> None:
        from . import sysv_counts  # noqa: PLC0415 - brings ctypes, which no other box's supervisor needs

        self._kernel_bytes = sysv_counts.kernel_bytes

    def memory_bytes(self) -> tuple[int, int]:
        with open("/proc/meminfo", encoding="ascii") as file:
            rows = dict(line.split(":", 1) for line in file)
        return int(rows["AnonPages"].split()[0]) * 1024 - own_bytes(), int(rows["Shmem"].split()[0]) * 1024

    def kernel_bytes(self) -> int:
        return self._kernel_bytes()


_GVISOR_BUILT = "#1 SMP Sun Jan 10 15:06:54 PST 2016"
"""What each release of gVisor ends its version with, whatever that begins with; no real kernel was built then."""


class ProcShares(ProcScan):
    """Exact sums of memory: each page counts in equal shares for those who have it, which only CAP_SYS_PTRACE may read.

    The supervisor has that capability in boxes without a control group.
    """

    name = "proc-shares"

    def memory_bytes(self) -> tuple[int, int]:
        anonymous_kib = shared_kib = 0
        for pid in _others():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                rows = dict(line.split(":", 1) for line in file.readlines()[1:])
                anonymous_kib += int(rows["Pss_Anon"].split()[0])
                shared_kib += int(rows["Pss_Shmem"].split()[0])
        return anonymous_kib * 1024, shared_kib * 1024


def _may_trace() -> bool:
    with open("/proc/self/status", encoding="ascii") as file:
        rows = dict(line.split(":", 1) for line in file)
    return bool(int(rows["CapEff"], 16) >> _CAP_SYS_PTRACE & 1)


def processes() -> list[int]:
    """Ids of all processes of the box, the supervisor's own included."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _others() -> list[int]:
    return [pid for pid in processes() if pid != os.getpid()]


def threads(pids: list[int]) -> int:
    """Threads of these processes; /proc/<pid>/task has a link count of two plus its entries."""
    count = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            count += os.stat(f"/proc/{pid}/task").st_nlink - 2
    return count


def waited_s(pids: Iterable[int]) -> float:
    """The longest that a living thread of these was ready to run without a processor; 0 where nobody tells (gVisor)."""
    longest_ns = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as file:
                    longest_ns = max(longest_ns, int(file.read().split()[1]))
    return longest_ns / 1e9


def kept_waiting_s(schedstat: bytes, whole_cpu_s: float) -> float | None:
    """How long others kept a run waiting for a processor, at least: what its main thread waited, without what its own
    other threads and processes ran meanwhile. None where nobody tells."""
    words = schedstat.split()
    if len(words) < 2:
        return None
    ran_s, waited_s = int(words[0]) / 1e9, int(words[1]) / 1e9
    return max(0.0, waited_s - max(0.0, whole_cpu_s - ran_s))


def find(version: str = "/proc/version") -> Usage:
    """The best source this box has."""
    with open(version, encoding="utf-8") as file:
        if file.read().strip().endswith(_GVISOR_BUILT):
            return GVisor()
    for source in (CgroupV2, CgroupV1):
        with contextlib.suppress(OSError, ValueError):
            usage = source()
            usage.cpu_s(), usage.oom_kills(), usage.memory_bytes()
            return usage
    if _may_trace():
        with contextlib.suppress(KeyError):  # a kernel before 5.5 has no Pss_Anon
            ProcShares().memory_bytes()
            return ProcShares()
    return ProcScan()
