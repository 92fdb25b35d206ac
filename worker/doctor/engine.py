"""The Docker engine: whether it answers, knows gVisor, and has the images."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from worker.doctor.commands import Ask, built
from worker.doctor.finding import Finding, apt, found, missing

START = "scripts/engine.py"


@dataclass(frozen=True, slots=True)
class EngineNeeds:
    """What of the engine this installation cannot do without."""

    engine: bool
    runsc: bool
    runtimes: tuple[str, ...]


def check_engine(ask: Ask, needs: EngineNeeds) -> list[Finding]:
    """All that concerns the engine; only that it is missing, when it is."""
    answer = ask(["docker", "info", "--format", "{{json .}}"])
    info = json.loads(answer.text) if answer.ok else {}
    version = info.get("ServerVersion")
    if not version:
        errors = "; ".join(info.get("ServerErrors") or []) or answer.text
        fix = f"{apt('docker.io')} && {START}" if "not installed" in errors else START
        return [missing("docker", errors, fix, needed=needs.engine)]
    cgroups = f"cgroup v{info.get('CgroupVersion', '1')}"
    return [
        found("docker", f"engine {version}, {cgroups}"),
        _runsc(info.get("Runtimes", {}), needs.runsc),
        *_images(ask, needs),
    ]


def _runsc(runtimes: Iterable[str], needed: bool) -> Finding:
    if "runsc" in runtimes:
        return found("gVisor", "runsc is registered with the engine")
    fix = f"{apt('runsc')} && {START}"
    return missing("gVisor", "runsc is not registered with the engine", fix, needed=needed)


def _images(ask: Ask, needs: EngineNeeds) -> list[Finding]:
    absent = [name for name in needs.runtimes if not built(ask, name)]
    if not absent:
        return [found("images", "built for " + ", ".join(needs.runtimes))]
    nothing = len(absent) == len(needs.runtimes)
    detail = "not built for " + ", ".join(absent)
    return [missing("images", detail, "make images", needed=needs.engine and nothing)]
