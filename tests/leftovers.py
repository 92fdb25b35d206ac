"""What boxes have left on this machine, counted so that other judges at work here do not matter.

No judge makes volumes on the engine, so all of them count.
"""

import contextlib
import subprocess
from pathlib import Path

_FIRST_UID = 700_000_000


def _lines(*command: str, check: bool = True) -> set[str]:
    return set(subprocess.run(command, capture_output=True, text=True, check=check).stdout.split())


def left_behind(site: str) -> dict[str, int]:
    """Only what no living container explains: other judges may be at work on this machine."""
    containers = _lines("docker", "ps", "--quiet", "--no-trunc")
    # Unchecked: one of them may be gone by now, and the others are told all the same.
    keys = _lines("docker", "inspect", "--format", "{{.NetworkSettings.SandboxKey}}", *containers, check=False)
    # Those that are mounted: the engine sweeps the empty files of others up to a minute later.
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    namespaces = {Path(mount).name for mount in mounts if "/docker/netns/" in mount}
    return {
        "containers": len(_lines("docker", "ps", "--all", "--quiet", "--filter", f"label=judge.site={site}")),
        "volumes": len(_lines("docker", "volume", "ls", "--quiet")),
        "namespaces": len(namespaces - {Path(key).name for key in keys} - {"default"}),
        "processes": len(strangers()),
    }


def strangers() -> list[int]:
    """Processes of candidates that nobody looks after: in no container of any engine, and below no worker."""
    containers, workers, parents, candidates = set[str](), set[int](), dict[int, int](), list[int]()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            pid = int(entry.name)
            parents[pid] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if entry.stat().st_uid >= _FIRST_UID:
                candidates.append(pid)
                continue  # what it says of itself is not to be believed
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if "containerd-shim" in words[0] and "-id" in words[:-1]:
                containers.add(words[words.index("-id") + 1])
            if words[1:3] == ["-m", "worker"]:
                workers.add(pid)
    return [pid for pid in candidates if not _contained(pid, containers) and not _is_below(pid, parents, workers)]


def _contained(pid: int, containers: set[str]) -> bool:
    with contextlib.suppress(OSError):
        group = Path(f"/proc/{pid}/cgroup").read_text()
        return any(container in group for container in containers)
    return True  # it has ended


def _is_below(pid: int, parents: dict[int, int], workers: set[int]) -> bool:
    while (pid := parents.get(pid, 0)) > 1:
        if pid in workers:
            return True
    return False
