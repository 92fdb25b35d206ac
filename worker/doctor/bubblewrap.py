"""The bubblewrap backend: whether boxes work here, and which interpreters they would run."""

from collections.abc import Callable, Mapping

from judge.runtimes import Runtime
from worker.doctor.finding import Finding, apt, found, missing
from worker.sandbox.bubblewrap_probe import Diagnosis

Which = Callable[[str], str | None]

_PACKAGES = {
    "python3": "python3",
    "node": "nodejs",
    "javac": "openjdk-17-jdk-headless",
    "java": "openjdk-17-jdk-headless",
    "go": "golang-go",
    "g++": "g++",
}


def check_bubblewrap(diagnosis: Diagnosis, *, needed: bool) -> list[Finding]:
    """Whether a program ran in a box here, and what would make boxes stronger."""
    if diagnosis.problem is not None:
        return [missing("bubblewrap", diagnosis.problem.message, diagnosis.problem.fix, needed=needed)]
    findings = [found("bubblewrap", f"{diagnosis.version}, holds {', '.join(diagnosis.enforced)}")]
    return findings + [
        missing("bubblewrap", problem.message, problem.fix, needed=False) for problem in diagnosis.advice
    ]


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
