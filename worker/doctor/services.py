"""Challenges whose submission is a service: whether this machine can grade them, and with which sidecars."""

from collections.abc import Iterable, Sequence

from worker.doctor.commands import Ask, built
from worker.doctor.finding import Finding, found, missing
from worker.images import TESTER
from worker.sandbox.bubblewrap_probe import Diagnosis

_NAME = "services"


def check_services_in_docker(ask: Ask, sidecars: Iterable[str], *, runsc: bool) -> list[Finding]:
    """By the images that there are."""
    if runsc:
        detail = "gVisor gives every box a network of its own, so challenges about services cannot be graded"
        return [missing(_NAME, detail, "export JUDGE_DOCKER_RUNTIME=runc", needed=False)]
    if not built(ask, TESTER):
        detail = "challenges about services cannot be graded: the tester's image is not built"
        return [missing(_NAME, detail, "make images", needed=False)]
    there = {kind: built(ask, kind) for kind in sidecars}
    findings = [_works("Docker", [kind for kind in there if there[kind]])]
    if absent := [kind for kind in there if not there[kind]]:
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
