"""Boxes that die under a run: the container killed from outside, or the supervisor, which is its first process.

Only boxes of this judge: found by its label on the engine, or below its own workers.
"""

import contextlib
import os
import random
import signal
import subprocess
from pathlib import Path

from tests.chaos.part import children_of
from tests.chaos.site import Site


def kill_box(site: Site, rng: random.Random) -> str:
    if site.plan.backend == "docker":
        if not (boxes := containers(site.site)):
            return ""
        box = rng.choice(boxes)
        subprocess.run(("docker", "kill", box), capture_output=True, check=False, timeout=60)
        return box[:12]
    return _kill(rng, bubblewraps(site))


def kill_supervisor(site: Site, rng: random.Random) -> str:
    if site.plan.backend != "docker":
        return _kill(rng, [each for outer in bubblewraps(site) for each in _below(outer)])
    if not (boxes := containers(site.site)):
        return ""
    command = ("docker", "inspect", "--format", "{{.State.Pid}}", *boxes)
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout.split()
    return _kill(rng, [int(pid) for pid in found if int(pid) > 1])


def containers(site: str) -> list[str]:
    command = ("docker", "ps", "--quiet", "--no-trunc", "--filter", f"label=judge.site={site}")
    return sorted(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split())


def bubblewraps(site: Site) -> list[int]:
    """The outermost process of each box."""
    below = [pid for worker in site.workers for child in worker.children() for pid in _below(child)]
    found = []
    for pid in below:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().strip() == "bwrap":
                found.append(pid)
    return found


def _below(pid: int) -> list[int]:
    below = children_of(pid)
    return [*below, *(each for child in below for each in _below(child))]


def _kill(rng: random.Random, pids: list[int]) -> str:
    if not pids:
        return ""
    pid = rng.choice(sorted(pids))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return str(pid)
