"""Sidecars of a stage over a scripted pod: theirs is the stage, no longer."""

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


def test_a_stage_ends_its_sidecars_so_that_the_next_one_has_their_ports():
    pod = FakePod(FakeTester(deque([(UP, READY, *PASSED)])))
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
    assert [row.verdict for row in grade_http(run)] == ["accepted"] * len(TESTS)
    assert pod.sidecars[SidecarSpec("postgres", 5432)].calls == ["run", "end"]
