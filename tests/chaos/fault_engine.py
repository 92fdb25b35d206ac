"""The Docker engine is restarted, or dies and is started again. All containers of the machine end with it.

Only on a machine where no service manager runs it: there it is the process that ``scripts/engine.py`` started.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.chaos.part import ROOT
from tests.chaos.site import Site

PID_FILE = Path("/var/run/docker.pid")
_ENDS_WITHIN_S = 60
LONGEST_DOWN_S = 2.0


def restart(_site: Site, rng: random.Random) -> str:
    return _down(signal.SIGTERM, rng)


def kill(_site: Site, rng: random.Random) -> str:
    return _down(signal.SIGKILL, rng)


def may_be_restarted() -> str:
    """Why this engine must be left alone; empty if it may be restarted."""
    if Path("/run/systemd/system").is_dir():
        return "a service manager runs the engine"
    command = ("docker", "ps", "--quiet")
    running = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    return f"{len(running)} containers of others are running" if running else ""


def _down(number: int, rng: random.Random) -> str:
    pid = int(PID_FILE.read_text())
    began = time.monotonic()
    os.kill(pid, number)
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() - began > _ENDS_WITHIN_S:
            raise RuntimeError(f"the engine does not end within {_ENDS_WITHIN_S} s")
        time.sleep(0.05)
    time.sleep(rng.uniform(0, LONGEST_DOWN_S))
    done = subprocess.run((sys.executable, "scripts/engine.py"), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return f"away for {time.monotonic() - began:.1f} s"
