"""Whoever stays in the box has to wait for its own children: the supervisor cannot, and a zombie is a process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

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
        monkeypatch.setattr(procs, "signal_all_of", lambda uid, number: sent.append((uid, number)))
        try:
            reaper.end_all(uid=10001, spared={spared.pid})
            assert left() == [os.getpid(), spared.pid]
        finally:
            spared.kill()

    assert set(sent) == {(10001, signal.SIGKILL)}
