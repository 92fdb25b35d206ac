"""Challenges whose submission is a service: whether this machine can grade them, and with which sidecars."""

from collections.abc import Callable, Iterable, Sequence

from worker.doctor.commands import Answer
from worker.doctor.finding import Finding, found, missing
from worker.images import sidecar_ref, tester_ref
from worker.sandbox.bubblewrap_probe import Diagnosis

Ask = Callable[[Sequence[str]], Answer]

_NAME = "services"


def check_services_in_docker(ask: Ask, sidecars: Iterable[str], *, runsc: bool) -> list[Finding]:
    """By the images that there are."""
    if runsc:
        detail = "gVisor gives every box a network of its own, so challenges about services cannot be graded"
        return [missing(_NAME, detail, "export JUDGE_DOCKER_RUNTIME=runc", needed=False)]
    if not _built(ask, tester_ref()):
        detail = "challenges about services cannot be graded: the tester's image is not built"
        return [missing(_NAME, detail, "make images", needed=False)]
    built = {kind: _built(ask, sidecar_ref(kind)) for kind in sidecars}
    findings = [_works("Docker", [kind for kind, there in built.items() if there])]
    if absent := [kind for kind, there in built.items() if not there]:
        findings.append(missing(_NAME, f"not built for {', '.join(absent)}", "make images", needed=False))
    return findings


def check_services_in_bubblewrap(diagnosis: Diagnosis) -> list[Finding]:
    """By a pod that was made here."""
    if not diagnosis.works:
        return []  # said already
    offer = diagnosis.services
    works = [_works("bubblewrap", offer.sidecars)] if offer.services else []
    return works + [missing(_NAME, problem.message, problem.fix, needed=False) for problem in diagnosis.lacking]


def _works(backend: str, sidecars: Sequence[str]) -> Finding:
    return found(_NAME, f"in {backend}, with {', '.join(sidecars) or 'no sidecars'}")


def _built(ask: Ask, ref: str) -> bool:
    answer = ask(["docker", "images", "--quiet", ref])
    return answer.ok and bool(answer.text)
