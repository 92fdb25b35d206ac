"""Whether bubblewrap boxes work on this machine, found out by running one; for the doctor and for readiness."""

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.runtimes import Runtime
from judge.sidecars import SidecarType
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.bubblewrap_host import Host
from worker.sandbox.bubblewrap_problem import Problem, Unfit
from worker.sandbox.interface import BoxSpec, PodSpec, RunRequest, ServiceOffer

_TRIAL = Runtime(name="trial", title="Trial", main="", extensions=(), run=("/bin/true",))

_SWITCHES = (
    ("kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
    ("user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=65536"),
)
"""(file below /proc/sys, value that forbids user namespaces, command as root that allows them)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """``problem`` is what keeps boxes from working at all, ``advice`` what makes them weaker than they could be.

    ``services`` says which pods can be made, ``lacking`` what keeps others from it.
    """

    version: str = ""
    problem: Problem | None = None
    enforced: tuple[str, ...] = ()
    advice: tuple[Problem, ...] = ()
    services: ServiceOffer = field(default_factory=ServiceOffer)
    lacking: tuple[Problem, ...] = ()

    @property
    def works(self) -> bool:
        return self.problem is None


def diagnose(home: Path, sidecars: Mapping[str, SidecarType]) -> Diagnosis:
    """Run a program in a box and make a pod (about a second), and say what is in the way."""
    try:
        sandbox = BubblewrapSandbox({_TRIAL.name: _TRIAL}, BubblewrapSettings(home=home), sidecars)
    except Unfit as error:
        return Diagnosis(problem=error.problem)
    except SandboxUnavailable as error:
        return Diagnosis(problem=Problem(str(error), f"let this user write to {home}"))
    with contextlib.closing(sandbox):
        advice = tuple(_advice(sandbox.host, home))
        try:
            enforced = _run_trial(sandbox)
        except SandboxUnavailable as error:
            return Diagnosis(version=sandbox.host.version, problem=explain(str(error)), advice=advice)
        services, lacking = sandbox.serves(), tuple(sandbox.missing().values())
        if services.services:
            try:
                _run_trial_beside(sandbox)
            except SandboxUnavailable as error:
                services, lacking = ServiceOffer(), (explain(str(error)),)
        return Diagnosis(
            version=sandbox.host.version, enforced=enforced, advice=advice, services=services, lacking=lacking
        )


def _run_trial(sandbox: BubblewrapSandbox) -> tuple[str, ...]:
    with sandbox.acquire(BoxSpec(runtime=_TRIAL.name, limits=Limits(), fresh=True)) as box:
        result = box.run(RunRequest(argv=_TRIAL.run, limits=Limits()))
        if result.exit_code != 0:
            raise SandboxUnavailable(f"/bin/true in a box ended with {result}")
        return box.report.enforced


def _run_trial_beside(sandbox: BubblewrapSandbox) -> None:
    """In the tester's box of a pod, which is the one that has to enter another's network."""
    with sandbox.acquire_pod(PodSpec(box=BoxSpec(runtime=_TRIAL.name, limits=Limits()))) as pod:
        result = pod.tester.run(RunRequest(argv=_TRIAL.run, limits=Limits()))
        if result.exit_code != 0:
            raise SandboxUnavailable(f"/bin/true beside a box ended with {result}")


def explain(message: str, sysctl: Path = Path("/proc/sys")) -> Problem:
    """The likeliest fix for a box that did not start."""
    for name, forbidden, fix in _SWITCHES:
        with contextlib.suppress(OSError):
            if (sysctl / name).read_text().strip() == forbidden and os.geteuid() != 0:
                return Problem(f"{message} (user namespaces are forbidden)", f"{fix}   (as root)")
    if "not permitted" in message or "denied" in message:
        return Problem(message, "allow namespaces and mounts here (a container needs --privileged), or use Docker")
    return Problem(message, "set JUDGE_SANDBOX=docker, or report this message")


def _advice(host: Host, home: Path) -> list[Problem]:
    found = []
    if host.hierarchy is None:
        fix = "systemd-run --user --scope --property=Delegate=yes make up   (cgroup v2), or run it as root"
        found.append(Problem("no control group can be made: memory and cpu time are sampled, not walled in", fix))
    if not host.python.pytest:
        fix = f"{sys.executable} -m worker.sandbox.embedded_setup {home} python"
        found.append(Problem("boxes have a python3 without pytest and frameworks: suite stages cannot run", fix))
    return found
