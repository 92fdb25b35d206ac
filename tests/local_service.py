"""A candidate's service as processes of this machine: what a supervisor does in a box, without the box."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from worker.supervisor.probe import Probe

_LOG_BYTES = 16 * 1024
_TICK_S = 0.01


class StartFailed(Exception):
    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to start; ``ready_path`` empty: ready as soon as the port accepts a connection."""

    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    port: int
    ready_path: str = ""
    within_s: float = 10.0


class LocalService:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the service
        self._last = (-1, -1)

    def start(self) -> float:
        """Seconds until it was ready.

        Raises:
            StartFailed: with the cause.
        """
        if self.alive():
            self.kill()
        began = time.monotonic()
        self._process = subprocess.Popen(
            list(self._program.argv),
            cwd=self._program.cwd,
            env=dict(self._program.env),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        probe = Probe(self._program.port, self._program.ready_path)
        with contextlib.closing(probe):
            while time.monotonic() - began < self._program.within_s:
                if self._process.poll() is not None:
                    raise StartFailed("exited_at_start", f"exit code {self._note_end()[0]}\n{self.logs()[-2000:]}")
                if probe.step():
                    return time.monotonic() - began
                time.sleep(_TICK_S)
        cause = "never_listened" if probe.seen == "refused" else "listened_but_never_answered"
        answer = f"its last answer was {probe.answer!r}, and only 2xx counts\n" if probe.answer else ""
        raise StartFailed(cause, answer + self.logs()[-2000:])

    def stop(self, grace_s: float) -> dict[str, Any]:
        process, began = self._process, time.monotonic()
        if process is None or process.poll() is not None:
            return {"exited": True, "exit_code": self._last[0], "signal": self._last[1], "took_s": 0, "leftovers": 0}
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace_s)
        exited, took_s = process.poll() is not None, time.monotonic() - began
        leftovers = len(self._group()) if exited else 0
        self.kill()
        code, number = self._last if exited else (-1, -1)
        return {"exited": exited, "exit_code": code, "signal": number, "took_s": took_s, "leftovers": leftovers}

    def kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._note_end()
            while self._group():
                time.sleep(_TICK_S)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stat(self) -> dict[str, Any]:
        alive = self.alive()
        code, number = (-1, -1) if alive else self._note_end()
        pids = self._group()
        return {
            "alive": alive,
            "memory_mib": sum(map(_memory_mib, pids)),
            "cpu_s": sum(map(_cpu_s, pids)),
            "exit_code": code,
            "signal": number,
        }

    def logs(self) -> str:
        size = self._log.seek(0, os.SEEK_END)
        return os.pread(self._log.fileno(), _LOG_BYTES, max(0, size - _LOG_BYTES)).decode("utf-8", "replace")

    def _note_end(self) -> tuple[int, int]:
        code = self._process.returncode if self._process is not None else None
        if code is not None:
            self._last = (code, -1) if code >= 0 else (-1, -code)
        return self._last

    def _group(self) -> list[int]:
        return [] if self._process is None else list(_members(self._process.pid))


def _members(group: int) -> Iterable[int]:
    """Living processes of a process group."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields and fields[0] != "Z" and int(fields[2]) == group:
                yield int(folder.name)


def _stat(pid: int) -> list[str]:
    """What follows the name in /proc/<pid>/stat: state, parent, group, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _memory_mib(pid: int) -> float:
    fields = _stat(pid)
    return int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20) if fields else 0.0
