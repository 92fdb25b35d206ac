"""The bubblewrap backend: whether it may make namespaces here, limit memory, and finds interpreters."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from judge.runtimes import Runtime
from worker.doctor.commands import Answer
from worker.doctor.finding import Finding, apt, found, missing

Ask = Callable[[Sequence[str]], Answer]
Which = Callable[[str], str | None]

_TRY = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--proc", "/proc", "--dev", "/dev", "true"]
_PACKAGES = {
    "python3": "python3",
    "node": "nodejs",
    "javac": "openjdk-17-jdk-headless",
    "java": "openjdk-17-jdk-headless",
    "go": "golang-go",
    "g++": "g++",
}


def check_bubblewrap(ask: Ask, *, needed: bool) -> Finding:
    answer = ask(_TRY)
    if answer.ok:
        return found("bubblewrap", "can make namespaces")
    if "not installed" in answer.text:
        return missing("bubblewrap", answer.text, apt("bubblewrap"), needed=needed)
    fix = "sysctl -w kernel.unprivileged_userns_clone=1"
    return missing("bubblewrap", f"cannot make namespaces: {answer.text}", fix, needed=needed)


def check_cgroups(root: Path) -> Finding:
    """Whether this user can make a cgroup, which is how the bubblewrap backend limits the memory of a process tree."""
    unified = (root / "cgroup.controllers").exists()
    folder = root if unified else root / "memory"
    if os.access(folder, os.W_OK):
        return found("cgroups", f"version {2 if unified else 1}, writable")
    detail = f"{folder} is not writable: bubblewrap cannot hold a process tree to its memory limit"
    return missing("cgroups", detail, "systemd-run --user --scope -p Delegate=yes make up", needed=False)


def check_interpreters(catalogue: Mapping[str, Runtime], which: Which) -> list[Finding]:
    """One finding a runtime: bubblewrap runs the host's own interpreters."""
    findings = []
    for runtime in catalogue.values():
        absent = [program for program in runtime.embedded if not which(program)]
        if absent:
            packages = dict.fromkeys(_PACKAGES.get(program, program) for program in absent)
            fix = apt(*packages)
            findings.append(missing(f"{runtime.name} here", f"no {', '.join(absent)} on PATH", fix, needed=False))
        else:
            findings.append(found(f"{runtime.name} here", ", ".join(runtime.embedded)))
    return findings
