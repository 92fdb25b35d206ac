"""Sidecars of stages over a scripted pod."""

from collections import deque
from dataclasses import replace

from judge.domain.service import Sidecar
from judge.sidecars import load_sidecars
from tests.fakes.pod import FakePod, FakeTester
from tests.unit.grading_sample import PYTHON, RUNTIMES, recorded_tests
from tests.unit.test_graders_http import PASSED, READY, STAGE, TESTS, UP
from worker.graders.http.grade import grade_http
from worker.graders.sheet import Sheet
from worker.graders.stage import StageRun
from worker.sandbox.interface import SidecarSpec

DATABASE = Sidecar(name="db", type="postgres", port=5432, variables=("DATABASE_URL",))


def graded(pod):
    run = StageRun(
        sheet=Sheet(replace(STAGE, service=replace(STAGE.service, sidecars=(DATABASE,))), recorded_tests(TESTS)),
        box=pod.box,
        argv=("python3", "main.py"),
        limits=STAGE.limits,
        runtime=PYTHON,
        sandbox=None,
        runtimes=RUNTIMES,
        pod=pod,
        sidecar_types=load_sidecars(),
    )
    return [row.verdict for row in grade_http(run)]


def test_a_stage_ends_the_sidecars_of_the_one_before_whose_ports_it_needs_and_leaves_its_own_to_the_pod():
    pod = FakePod(FakeTester(deque([(UP, READY, *PASSED)] * 2)))
    assert graded(pod) == ["accepted"] * len(TESTS)
    first = pod.sidecars[SidecarSpec("postgres", 5432)]
    assert first.calls == ["run"]
    assert graded(pod) == ["accepted"] * len(TESTS)
    assert first.calls == ["run", "end"]
    second = pod.sidecars[SidecarSpec("postgres", 5432)]
    assert second is not first
    assert second.calls == ["run"]
