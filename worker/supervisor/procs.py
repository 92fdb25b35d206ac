"""Ending processes and counting what they used. Once nothing is left to wait for, nothing is left."""

import contextlib
import os
import resource
import signal
import time
from collections.abc import Callable

from . import usage

_PATIENCE_S = 10.0
_KILL_WITHIN_S = 0.05
_ACT_WITHIN_S = 5.0
_NOBODY_ELSES_UID = 1
_FORGET_PEAK = b"5"
_PEAK_SLACK_KIB = 512


class StillAlive(Exception):
    """Processes that SIGKILL did not end in time: the box cannot be used again."""


class Reaper:
    """Waits for everything that ends in the box and adds up what it used; ``spared`` are processes of ours."""

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self.peak_kib = 0
        self.statuses: dict[int, int] = {}
        self._smallest_kib = self._floor_kib = _own_peak_kib()

    def reset(self, keep: int = 0) -> None:
        """Forget everything but how the process ``keep`` ended."""
        self.cpu_s = 0.0
        self.peak_kib = 0
        self.statuses = {pid: status for pid, status in self.statuses.items() if pid == keep}
        self._floor_kib = self._lower_floor()

    def _lower_floor(self) -> int:
        """The least that the kernel will say of any program that we start: for a moment it was us, with our peak."""
        if _own_peak_kib() > self._smallest_kib + _PEAK_SLACK_KIB:
            with contextlib.suppress(OSError), open("/proc/self/clear_refs", "wb") as file:  # gVisor has none
                file.write(_FORGET_PEAK)
        return _own_peak_kib() + _PEAK_SLACK_KIB

    def collect(self) -> None:
        """Reap all that have ended, without waiting."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status, used = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    return
                self.statuses[pid] = status
                self.cpu_s += used.ru_utime + used.ru_stime
                peak_kib = used.ru_maxrss if used.ru_maxrss > self._floor_kib else self._smallest_kib
                self.peak_kib = max(self.peak_kib, min(peak_kib, used.ru_maxrss))

    def end_session(self, leader: int) -> None:
        """Kill what a program of ours started, and wait for it. Only for programs that do not try to get away.

        Raises:
            StillAlive: it survived.
        """
        deadline = time.monotonic() + _PATIENCE_S
        while members := [pid for pid in usage.processes() if _session(pid) == leader]:
            for pid in members:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            self.collect()
            if time.monotonic() > deadline:
                raise StillAlive(f"{len(members)} processes survived")
            time.sleep(0.001)
        self.collect()

    def end_all(self, uid: int, spared: set[int]) -> None:
        """Kill everything but us and ``spared``, and wait until it is gone.

        Killing happens as the candidate's own user with kill(-1): one system call ends all of them at once, so a
        program that forks faster than we can look cannot get away.

        Raises:
            StillAlive: something survived.
        """
        deadline = time.monotonic() + _PATIENCE_S
        pause_s = 0.0005
        while True:
            self.collect()
            strangers = [pid for pid in usage.processes() if pid != os.getpid() and pid not in spared]
            if not strangers:
                return
            if time.monotonic() > deadline:
                raise StillAlive(f"{len(strangers)} processes survived")
            signal_all_of(uid, signal.SIGKILL, within_s=_KILL_WITHIN_S)
            for pid in strangers:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            for pid in spared:  # one of its own may have ended just before it went to sleep, and Python then hears of
                with contextlib.suppress(OSError):  # that only when something wakes it: it would stay a zombie
                    os.kill(pid, signal.SIGCHLD)
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, 0.02)


def _own_peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def signal_all_of(uid: int, number: int, within_s: float = _ACT_WITHIN_S) -> None:
    """Send a signal to every process of a user, in one system call."""
    as_user(uid, lambda: os.kill(-1, number), within_s)


def as_user(uid: int, act: Callable[[], None], within_s: float = _ACT_WITHIN_S) -> None:
    """Do what the supervisor has no right to, in a child with that user's rights; wait until it has ended.

    Its effective user alone is the candidate's: that decides whom it reaches. Who may stop or kill it is decided by its
    real and saved one, or else a program could stop the child and keep us waiting. Its place in the queue for the
    processor is the effective user's to change, so nobody waits for it longer than ``within_s``; it is reaped with all
    others then.
    """
    child = os.fork()
    if child == 0:
        try:
            os.setresuid(_NOBODY_ELSES_UID, uid, _NOBODY_ELSES_UID)
            act()
        finally:
            os._exit(0)
    deadline = time.monotonic() + within_s
    pause_s = 0.0001
    while os.waitpid(child, os.WNOHANG)[0] == 0 and time.monotonic() < deadline:
        time.sleep(pause_s)
        pause_s = min(pause_s * 2, 0.005)


def _session(pid: int) -> int:
    """The session a process belongs to; 0 if it is gone (a zombie that is not ours to wait for included). One whose
    first thread has ended says that it is a zombie, and lives on in the others."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] == b"Z" and usage.threads([pid]) <= 1 else int(fields[3])
