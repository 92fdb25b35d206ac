"""Sidecars of stages over a scripted pod."""

from collections import deque
from dataclasses import replace
from functools import partial

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.service import Sidecar
from judge.domain.verdict import Verdict
from judge.sidecars import load_sidecars
from tests.fakes.pod import ALIVE, ENDED, FakePod, FakeServiceBox, FakeTester, not_started
from tests.unit.test_graders_http import PASSED, READY, STAGE, TESTS, UP, Graded
from worker.graders.http.candidate import CandidateService
from worker.graders.http.desk import Desk
from worker.graders.http.lines import Ask
from worker.graders.http.rows import VERDICTS
from worker.graders.http.sidecars import RunningSidecar, bring_up
from worker.graders.problem import NotGradable
from worker.sandbox.interface import EndedBy, SidecarSpec

DATABASE = Sidecar(name="db", type="postgres", port=5432, variables=("DATABASE_URL",))


def stage_with(sidecar):
    return replace(STAGE, service=replace(STAGE.service, sidecars=(sidecar,)))


def graded(pod):
    return Graded(UP, READY, *PASSED, pod=pod, stage=stage_with(DATABASE), sidecar_types=load_sidecars()).verdicts


def test_a_stage_ends_the_sidecars_of_the_one_before_whose_ports_it_needs_and_leaves_its_own_to_the_pod():
    pod = FakePod(FakeTester(deque()))
    assert graded(pod) == ["accepted"] * len(TESTS)
    first = pod.sidecars[SidecarSpec("postgres", 5432)]
    assert first.calls == ["run"]
    assert graded(pod) == ["accepted"] * len(TESTS)
    assert first.calls == ["run", "end"]
    second = pod.sidecars[SidecarSpec("postgres", 5432)]
    assert second is not first
    assert second.calls == ["run"]


def database(**more):
    box = FakeServiceBox(now=ALIVE)
    return RunningSidecar(replace(DATABASE, **more), load_sidecars()["postgres"], box, 250.0), box


def test_what_a_sidecar_used_is_that_of_all_its_starts_and_its_time_to_start_that_of_the_first():
    sidecar, box = database()
    box.now = replace(ALIVE, cpu_ms=30, peak_kib=900)
    sidecar.restart()
    box.now = replace(ALIVE, cpu_ms=5, peak_kib=400)
    report = sidecar.report()
    assert (report.started_ms, report.cpu_ms, report.memory_kib) == (250, 35, 900)


def test_passwords_are_in_no_log_that_shows_a_sidecar():
    sidecar, _ = database()
    assert sidecar.password != sidecar.judge_password
    assert not [word for word in (sidecar.password, sidecar.judge_password) if word in repr(sidecar)]


def test_a_paused_database_is_resumed_before_it_is_asked_to_end():
    """What stands still hears no signal, and would be killed when its time to end is over."""
    sidecar, box = database()
    sidecar.pause()
    sidecar.restart()
    assert box.calls[:4] == ["SIGSTOP", "SIGCONT", f"stop 10 {sidecar.kind.stop_signal}", "start"]


def test_a_seed_that_the_database_does_not_take_is_the_authors_and_not_tried_again(monkeypatch):
    pod = FakePod(FakeTester(deque()))
    ran = iter([ENDED, replace(ENDED, exit_code=3, stderr=b'syntax error at or near "creat"')])
    monkeypatch.setattr(FakeServiceBox, "run", lambda *_: next(ran))
    stage = stage_with(replace(DATABASE, seed="seed.sql", seed_content=b"creat table x;"))
    with pytest.raises(NotGradable, match=r"seed\.sql: sidecar db: .* syntax error at or near") as refused:
        bring_up(pod, stage, load_sidecars())
    assert refused.value.cause == "sidecar_failed"


def test_passwords_that_cannot_be_set_are_ours(monkeypatch):
    monkeypatch.setattr(FakeServiceBox, "run", lambda *_: replace(ENDED, exit_code=1))
    with pytest.raises(SandboxUnavailable):
        bring_up(FakePod(FakeTester(deque())), stage_with(DATABASE), load_sidecars())


def test_a_renewal_that_fails_lays_the_server_out_anew_and_fills_it():
    sidecar, box = database()
    ran = iter([replace(ENDED, exit_code=1)])
    honest = FakeServiceBox.run

    def run(request):
        box.calls.append("failed run")
        box.run = partial(honest, box)
        return next(ran)

    box.run = run
    box.now = replace(ALIVE, cpu_ms=30)
    sidecar.renew()
    laid_out = ["run"] * len(sidecar.kind.prepare)
    assert laid_out
    assert box.calls[: 4 + len(laid_out)] == ["SIGCONT", "failed run", "end", *laid_out, "start"]
    assert box.calls.count("start") == 1
    assert box.now.alive
    assert sidecar.report().cpu_ms == 30


@pytest.mark.parametrize(
    ("facts", "cause"),
    [({"disk_full": True}, "disk_full"), ({"oom_kills": 1}, "out_of_memory"), ({}, "sidecar_failed")],
)
def test_a_database_that_the_service_has_filled_is_no_fault_of_ours(facts, cause):
    """It does not start again, which ended as ``judge_error`` and gave an attempt back."""
    sidecar, box = database()
    box.outcomes.extend([not_started(alive=False, ended_by=EndedBy.ITSELF, exit_code=1, **facts)] * 3)
    service = CandidateService(
        box=FakeServiceBox(now=ALIVE), stage=STAGE, argv=("python3",), limits=STAGE.limits, env={}
    )
    ask = Ask(kind="ask", n=1, op="sidecar", wants={"name": "db", "action": "restart"})
    assert Desk(service, {"db": sidecar}).answer(ask)["error"] == cause
    ours = VERDICTS.get(cause, Verdict.JUDGE_ERROR) is Verdict.JUDGE_ERROR
    assert ours is not bool(facts)
