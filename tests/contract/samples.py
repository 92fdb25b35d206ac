"""Values for the contract tests of the store."""

from typing import Any

from judge.domain.challenge import StageKind, Visibility
from judge.domain.events import TestEnded
from judge.domain.report import Evidence, Integrity, Report, SandboxReport, StageReport, TestReport
from judge.domain.submission import QueueName
from judge.domain.verdict import Verdict
from judge.service.ports import NewSubmission

FILES = {"main.py": b"print('h\xc3\xa9')\n" * 100, "data/blob.bin": bytes(range(256)), "empty": b""}


def new(
    challenge: str = "sums",
    *,
    key: str = "",
    fingerprint: str = "",
    queue: QueueName = QueueName.INTERACTIVE,
    runtime: str = "python",
    **more: Any,
) -> NewSubmission:
    return NewSubmission(
        challenge=challenge,
        challenge_version=2,
        package="sha256:abc",
        runtime=runtime,
        files=FILES,
        queue=queue,
        idempotency_key=key,
        fingerprint=fingerprint,
        **more,
    )


def ended(name: str, verdict: Verdict = Verdict.ACCEPTED) -> TestEnded:
    return TestEnded(stage="cases", test=_test(name, verdict))


def report(verdict: Verdict = Verdict.ACCEPTED) -> Report:
    tests = tuple(_test(f"sample/{number:02}", verdict) for number in range(5))
    stage = StageReport(
        name="cases",
        kind=StageKind.STDIO,
        verdict=verdict,
        points=5,
        max_points=5,
        integrity=Integrity.ISOLATED,
        tests=tests,
    )
    sandbox = SandboxReport(backend="docker", runtime="runc", image="sha256:1", enforced=("cpu", "memory"))
    return Report(verdict=verdict, score=5.0, max_score=5.0, stages=(stage,), sandbox=sandbox)


def _test(name: str, verdict: Verdict) -> TestReport:
    return TestReport(
        name=name,
        group="sample",
        verdict=verdict,
        points=1.0,
        max_points=1.0,
        visibility=Visibility.FULL,
        cpu_ms=9,
        evidence=Evidence(input="1 2\n", expected="3\n", output="4\n" * 400),
    )
