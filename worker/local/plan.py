"""A request, checked as a whole before anything is started: its package parsed, each submission with its runtime."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.challenge import Challenge
from judge.packages import load
from judge.runtimes import Runtime
from judge.service.files import FileLimits
from worker.local.checked import runtime_of
from worker.local.package import OnePackage
from worker.local.requests import Request, ToGrade, Viewer


@dataclass(frozen=True, slots=True)
class Plan:
    """``todo`` has each submission with its runtime, in the order they were asked for."""

    challenge: Challenge
    packages: OnePackage
    todo: tuple[tuple[ToGrade, str], ...]
    for_candidate: bool

    @property
    def package(self) -> str:
        return self.packages.version.package


def make_plan(
    request: Request, files: Mapping[str, bytes], runtimes: Mapping[str, Runtime], limits: FileLimits
) -> Plan:
    """``files`` are those of the package. Raises InvalidInput with every problem of it, or of a submission."""
    challenge = load(files, runtimes)
    return Plan(
        challenge=challenge,
        packages=OnePackage(challenge.id, files),
        todo=tuple((todo, runtime_of(todo, challenge, runtimes, limits)) for todo in request.submissions),
        for_candidate=request.viewer is Viewer.CANDIDATE,
    )
