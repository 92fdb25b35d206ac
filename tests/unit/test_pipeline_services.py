"""The road of a submission that is a service, over a scripted pod."""

from collections import deque
from dataclasses import replace

import pytest

from judge.domain.errors import BoxBroken, SandboxUnavailable
from judge.domain.service import Sidecar
from judge.domain.submission import Job
from tests.fakes.pod import FakePod, FakeServiceBox, FakeTester
from tests.unit.grading_sample import RUNTIMES, challenge, recorded_tests
from tests.unit.test_graders_http import PASSED, READY, STAGE, TESTS, UP
from tests.unit.test_pipeline import Grading

API = replace(STAGE, name="api")
MORE = replace(
    STAGE, name="more", service=replace(STAGE.service, sidecars=(Sidecar(name="db", type="x", port=5, variables=()),))
)


class Home(FakeServiceBox):
    """A box that takes a submission's files."""

    def put(self, files):
        self.calls.append("put")


class Serving(Grading):
    """A pipeline for stages whose tests are known, and pods whose testers follow these scripts."""

    def __init__(self, *stages, scripts):
        super().__init__(challenge(*stages))
        self.packages = self.pipeline._recorder._packages
        for stage in stages:
            self.packages.record_tests(self.package, stage.name, recorded_tests(TESTS))
        self.pod = FakePod(FakeTester(deque(scripts)), Home())
        self.sandbox.pods.append(self.pod)

    def serve(self, stopped=lambda: False):
        job = Job(submission="s", attempt=1, runtime="python", package=self.package, files={"main.py": b""})
        self.pipeline.grade(job, emit=self.events.append, deliver=self.reports.append, stopped=stopped)
        return self.reports[-1] if self.reports else None


def test_a_service_is_graded_in_the_box_of_its_pod():
    serving = Serving(API, scripts=[(UP, READY, *PASSED)])
    report = serving.serve()
    assert (report.verdict, report.score, report.stages[0].integrity) == ("accepted", 30, "isolated")
    assert (report.stages[0].service.starts, report.sandbox.backend) == (1, "fake")
    assert serving.pod.box.calls == ["put", "start", "end"]
    assert serving.sandbox.boxes == []


def test_what_this_sandbox_cannot_serve_is_told_to_the_author_and_nothing_is_started():
    serving = Serving(API, scripts=[(UP, READY, *PASSED)])
    serving.sandbox.refusal = "no pod of this backend has a database"
    report = serving.serve()
    assert (report.verdict, report.cause, report.stages) == ("judge_error", "service_refused", ())
    assert "no pod of this backend has a database" in report.message
    assert (report.max_score, serving.pod.box.calls, len(serving.sandbox.pods)) == (30, [], 1)


def test_a_pod_is_refused_for_what_a_later_stage_wants_too():
    serving = Serving(API, MORE, scripts=[])
    asked = []
    serving.sandbox.refuses = lambda spec: asked.append(spec) or "no"
    serving.serve()
    assert [[sidecar.type for sidecar in spec.sidecars] for spec in asked] == [["x"]]


@pytest.mark.parametrize(("alone", "kind"), [(True, BoxBroken), (False, SandboxUnavailable)])
def test_who_breaks_the_box_of_a_pod_is_found_out_as_anywhere(alone, kind):
    serving = Serving(API, scripts=[(UP, READY)])

    def gone(_request):
        raise SandboxUnavailable("the box is lost")

    serving.pod.box.run = gone
    serving.sandbox._runtimes = tuple(RUNTIMES) if alone else ()
    with pytest.raises(SandboxUnavailable) as raised:
        serving.serve()
    assert type(raised.value) is kind


def test_a_service_that_nobody_wants_any_more_is_ended_and_nothing_delivered():
    serving = Serving(API, scripts=[(UP, READY, *PASSED)])
    assert serving.serve(stopped=lambda: len(serving.events) == 1) is None
    assert serving.pod.box.calls[-1] == "end"
    assert serving.pod.tester.conversations[0].aborted
