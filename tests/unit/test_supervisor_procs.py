"""Whoever stays in the box has to wait for its own children: the supervisor cannot, and a zombie is a process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.worker_process import until
from worker.supervisor import procs, usage

DEAF = """
import os, signal, sys
child = os.fork()
if child == 0:
    os._exit(0)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
signal.signal(signal.SIGCHLD, lambda *_: os.waitpid(child, 0))
print(child, flush=True)
sys.stdin.read()
"""
"""As the zygote is when its child ends just before it goes to sleep: the signal has come, and nobody looked."""


def test_a_zombie_of_a_process_that_slept_through_its_end_does_not_cost_the_box(monkeypatch: pytest.MonkeyPatch):
    sent = []
    with subprocess.Popen([sys.executable, "-c", DEAF], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as spared:
        assert spared.stdout
        zombie = int(spared.stdout.readline())

        def left() -> list[int]:
            return [pid for pid in (os.getpid(), spared.pid, zombie) if Path(f"/proc/{pid}").exists()]

        reaper = procs.Reaper()
        monkeypatch.setattr(reaper, "collect", lambda: None)
        monkeypatch.setattr(procs, "_PATIENCE_S", 2.0)
        monkeypatch.setattr(usage, "processes", left)
        monkeypatch.setattr(procs, "signal_all_of", lambda uid, number, within_s: sent.append((uid, number)))
        try:
            reaper.end_all(uid=10001, spared={spared.pid})
            assert left() == [os.getpid(), spared.pid]
        finally:
            spared.kill()

    assert set(sent) == {(10001, signal.SIGKILL)}


THREADS = """
import _thread, ctypes, sys, time
_thread.start_new_thread(time.sleep, (60,))
print("begun", flush=True)
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_whose_first_thread_has_ended_lives_as_long_as_the_others():
    with subprocess.Popen([sys.executable, "-c", THREADS], stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            until(lambda: _state(process.pid) == "Z")
            assert procs._session(process.pid) == process.pid
        finally:
            process.kill()
        until(lambda: procs._session(process.pid) == 0)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


def test_nobody_waits_for_a_killer_that_gets_no_processor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Its effective user is the candidate, who may put it at the end of the queue."""
    monkeypatch.setattr(os, "setresuid", lambda *users: None)
    told = tmp_path / "killer"

    def act() -> None:
        told.write_text(str(os.getpid()))
        time.sleep(30)

    began = time.monotonic()
    procs.as_user(10001, act, within_s=0.05)
    assert time.monotonic() - began < 15
    until(told.exists)
    until(told.read_text)
    os.kill(int(told.read_text()), signal.SIGKILL)
    os.waitpid(int(told.read_text()), 0)


def test_what_the_killer_does_is_done_once_it_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(os, "setresuid", lambda *users: None)
    done = tmp_path / "done"

    def act() -> None:
        time.sleep(0.2)
        done.touch()

    procs.as_user(10001, act)
    assert done.exists()
