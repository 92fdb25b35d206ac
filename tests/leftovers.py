"""What boxes have left on this machine, counted so that other judges at work here do not matter.

No judge makes volumes on the engine, so all of them count.
"""

import contextlib
import subprocess
from pathlib import Path

_FIRST_UID = 700_000_000
_NAMESPACES = Path("/var/run/docker/netns").resolve()


def _lines(*command: str, check: bool = True) -> set[str]:
    return set(subprocess.run(command, capture_output=True, text=True, check=check).stdout.split())


def left_behind(site: str) -> dict[str, int]:
    """Only what no living container explains: other judges may be at work on this machine."""
    return {
        "containers": len(_lines("docker", "ps", "--all", "--quiet", "--filter", f"label=judge.site={site}")),
        "volumes": len(_lines("docker", "volume", "ls", "--quiet")),
        "namespaces": len(held_namespaces()),
        "processes": len(strangers()),
    }


def held_namespaces(folder: Path = _NAMESPACES) -> set[str]:
    """Network namespaces that the engine, which keeps them in ``folder``, holds open for containers that are gone.

    Only mounted ones: it sweeps up the empty files of others within a minute.
    """
    held = _mounted(folder)
    containers = _lines("docker", "ps", "--quiet", "--no-trunc")
    # Unchecked: one of them may be gone by now, and the others are told all the same.
    keys = _lines("docker", "inspect", "--format", "{{.NetworkSettings.SandboxKey}}", *containers, check=False)
    # Looked at twice: a container may have ended meanwhile, and others begun.
    return held & _mounted(folder) - {Path(key).name for key in keys} - {"default"}


def _mounted(folder: Path) -> set[str]:
    mounts = [Path(line.split()[4]) for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    return {mount.name for mount in mounts if mount.parent == folder}


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
