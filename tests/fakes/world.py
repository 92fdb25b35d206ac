"""The API over the store in memory, with two small challenges, and a hand to play the worker."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from judge.api.app import AppOptions, create_app
from judge.clock import utc_now
from judge.domain.access import SHARED, Caller, Reach, Role, Scope
from judge.domain.challenge import StageKind, Visibility
from judge.domain.events import TestEnded
from judge.domain.report import Evidence, Integrity, Report, SandboxReport, StageReport, TestReport
from judge.domain.submission import QueueName, Submission
from judge.domain.verdict import Verdict
from judge.outgoing.signing import StandardSigner
from judge.runtimes import Runtime
from judge.service.cases import Cases
from judge.service.files import FileLimits
from judge.service.keys import NewKey
from judge.service.parts import Parts
from judge.service.ports import WorkerInfo
from judge.service.receipts import ReceiptParts
from judge.service.webhooks import WebhookParts
from tests.fakes.notary import FakeNotary
from tests.fakes.outbox import FakePost
from tests.fakes.rates import FakeRates
from tests.fakes.routes import compile_once
from tests.fakes.store import FakeDispatch, FakeStore

compile_once()

RUNTIMES = {
    name: Runtime(
        name=name, title=name.title(), main=main, extensions=(f".{main.partition('.')[2]}",), run=(name, main)
    )
    for name, main in (("python", "main.py"), ("node", "main.js"), ("java", "Main.java"))
}

_MANIFEST = """\
format: 1
id: {id}
title: Adder
summary: Adds.
difficulty: easy
skills: [arithmetic]
runtimes: [python, node]
stages:
  - name: cases
    kind: stdio
    points: 100
    groups:
      - {{name: sample, points: 40, visibility: full}}
      - {{name: hidden, points: 60, visibility: name}}
"""
SECRET = "the-hidden-answer"
SEEN = Scope(Caller(role=Role.CANDIDATE, organisation="acme", subject="ann"), Reach.ALL)
"""A candidate who may call for everything: what they see of it is a candidate's view."""


def package(challenge: str = "adder", **more: bytes) -> dict[str, bytes]:
    return {
        "challenge.yaml": _MANIFEST.format(id=challenge).encode(),
        "statement.md": b"# Adder\n\nAdd two numbers.\n",
        "starter/python/lib/table.py": b"ROWS = 3\n",
        "starter/node/main.js": b"console.log(1)\n",
        "stages/cases/sample/1.in": b"1 2\n",
        "stages/cases/sample/1.ans": b"3\n",
        "stages/cases/hidden/2.in": b"2 2\n",
        "stages/cases/hidden/2.ans": SECRET.encode(),
        **more,
    }


def a_test(name: str, verdict: Verdict = Verdict.WRONG_ANSWER, **more: object) -> TestReport:
    group = name.partition("/")[0]
    fields: dict[str, object] = {
        "points": 40.0 if verdict is Verdict.ACCEPTED else 0.0,
        "max_points": 40.0,
        "visibility": Visibility.FULL if group == "sample" else Visibility.NAME,
        "cause": "" if verdict is Verdict.ACCEPTED else "wrong_output",
        "cpu_ms": 9,
        "wall_ms": 10,
        "memory_kib": 9032,
    }
    return TestReport(name=name, group=group, verdict=verdict, **{**fields, **more})  # type: ignore[arg-type]  # any field


def wrong_report() -> Report:
    """40 of 100 points: the sample passed, the hidden test holds a secret in every text it has."""
    secret = Evidence(**dict.fromkeys((field.name for field in fields(Evidence)), SECRET))
    tests = (
        a_test("sample/1", Verdict.ACCEPTED),
        a_test("hidden/2", message=f"expected {SECRET}", evidence=secret, detail=SECRET, max_points=60.0),
    )
    stage = StageReport(
        name="cases",
        kind=StageKind.STDIO,
        verdict=Verdict.WRONG_ANSWER,
        points=40.0,
        max_points=100.0,
        integrity=Integrity.ISOLATED,
        tests=tests,
        cause="wrong_output",
        message=f"hidden/2: expected {SECRET}",
    )
    return Report(
        verdict=Verdict.WRONG_ANSWER,
        score=40.0,
        max_score=100.0,
        cause="wrong_output",
        message=f"hidden/2: expected {SECRET}",
        stages=(stage,),
        sandbox=SandboxReport(backend="docker", runtime="runc", image="sha256:1", enforced=("memory",)),
    )


def right_report() -> Report:
    """All points: both tests passed."""
    wrong = wrong_report()
    hidden = a_test("hidden/2", Verdict.ACCEPTED, points=60.0, max_points=60.0)
    stage = replace(
        wrong.stages[0],
        verdict=Verdict.ACCEPTED,
        points=100.0,
        tests=(a_test("sample/1", Verdict.ACCEPTED), hidden),
        cause="",
        message="",
    )
    return replace(wrong, verdict=Verdict.ACCEPTED, score=100.0, stages=(stage,), cause="", message="")


class World:
    def __init__(
        self,
        *,
        queue_limit: int = 100,
        limits: FileLimits | None = None,
        options: AppOptions | None = None,
        role: Role = Role.ADMIN,
    ) -> None:
        self.role = role
        self.store = FakeStore(queue_limit=queue_limit)
        self.dispatch = FakeDispatch()
        self.stopping = False
        self.passed = timedelta()
        """How far the judge's clock is ahead."""
        self.post = FakePost()
        self.notary = FakeNotary()
        self.webhooks = WebhookParts(
            hooks=self.store.hooks,
            deliveries=self.store.deliveries,
            outbox=self.store.outbox,
            schedule=self.store.schedule,
            post=self.post,
            signer=StandardSigner(),
            now=self.now,
        )
        self.parts = Parts(
            submissions=self.store.submissions,
            events=self.store.events,
            packages=self.store.packages,
            workers=self.store.workers,
            dispatch=self.dispatch,
            keys=self.store.keys,
            rejudges=self.store.rejudges,
            rejudge_entries=self.store.rejudge_entries,
            comparisons=self.store.comparisons,
            assessments=self.store.assessments,
            invitations=self.store.invitations,
            uses=self.store.uses,
            audit=self.store.audit,
            versions=self.store.versions,
            rates=FakeRates(),
            webhooks=self.webhooks,
            receipts=ReceiptParts(sources=self.store.submissions, notary=self.notary),
            runtimes=RUNTIMES,
            limits=limits or FileLimits(files=5, file_bytes=1000, total_bytes=2000),
            stopping=lambda: self.stopping,
            now=self.now,
        )
        self.cases = Cases(self.parts)
        self.store.packages.register("adder", package())
        self.store.packages.register("other", package("other"))
        self._options = options or AppOptions(max_body_bytes=20_000)

    @cached_property
    def app(self) -> Flask:
        """Made when first asked for: compiling the routes takes longer than most tests of use cases."""
        return create_app(self.cases, self._options)

    def now(self) -> datetime:
        return utc_now() + self.passed

    @property
    def client(self) -> FlaskClient:
        """That of the world's ``role``; an admin's without a key while there are none, with one from then on."""
        if self.role is not Role.ADMIN:
            return self.client_of(self.role, subject="ann")
        return self.client_of(Role.ADMIN, SHARED) if self.cases.keys.any() else self.app.test_client()

    def client_of(self, role: Role, organisation: str = "acme", subject: str = "") -> FlaskClient:
        """A client with a new key; equal ``subject`` means the same person."""
        return self.client_with(self.key(role, organisation, subject))

    def client_with(self, key: str) -> FlaskClient:
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    def key(self, role: Role, organisation: str = "acme", subject: str = "", **more: Any) -> str:
        return self.cases.keys.make(
            NewKey(role=role, organisation=organisation, name="test", subject=subject, **more)
        ).whole

    def submit(self, files: Mapping[str, str] | None = None, challenge: str = "adder") -> str:
        """The id of a new submission."""
        body = {"challenge": challenge, "runtime": "python", "files": files or {"main.py": "print(3)"}}
        answer = self.client.post("/api/v1/submissions", json=body)
        assert answer.status_code == 202, answer.text
        return str(answer.json["id"])

    def start_worker(self, *runtimes: str, queues: tuple[QueueName, ...] = tuple(QueueName), **more: Any) -> None:
        others = {"id": "w1", "backend": "fake", "concurrency": 1, **more}
        info = WorkerInfo(runtimes=runtimes or ("python",), queues=queues, **others)
        self.store.workers.beat(info, 60)

    def finish(self, submission_id: str, report: Report | None = None) -> Submission:
        """Grade it as a worker would: claim, tell of each test, deliver the report."""
        row = self.store.tables.row(submission_id)
        row.tag = -1  # before all others
        lease = self.store.leases.claim(row.record.queue, "w1", 60)
        assert lease is not None
        assert lease.job.submission == submission_id
        report = report or wrong_report()
        events = [TestEnded(stage=stage.name, test=test) for stage in report.stages for test in stage.tests]
        self.store.leases.emit(lease, events, 0)
        assert self.store.leases.finish(lease, report)
        return self.store.submissions.get(submission_id)
