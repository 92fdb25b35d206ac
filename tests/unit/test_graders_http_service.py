"""A service over a whole stage, what is asked of it, and what surrounds it: over a scripted box."""

import json
from collections import deque
from dataclasses import replace

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.service import Lifetime, Service, Sidecar
from judge.sidecars import load_sidecars
from tests.fakes.pod import ALIVE, FakePod, FakeServiceBox, FakeTester, not_started, started_well
from tests.unit.test_graders_http import PASSED, READY, STAGE, UP, Graded, ask, line
from tests.unit.test_graders_http_sidecars import DATABASE, stage_with
from worker.graders.http.candidate import CandidateService, StartFailed
from worker.graders.http.desk import Desk
from worker.graders.http.grade import grade_http
from worker.graders.http.lines import Ask
from worker.graders.http.surroundings import environment
from worker.sandbox.interface import EndedBy


@pytest.fixture
def box():
    return FakeServiceBox()


@pytest.fixture
def service(box):
    return CandidateService(box=box, stage=STAGE, argv=("main",), limits=STAGE.limits, env={})


def lived(box, **facts):
    box.now = replace(ALIVE, **facts)


def test_what_a_service_used_is_that_of_all_its_starts_each_counted_once(service, box):
    service.start()
    lived(box, cpu_ms=30, peak_kib=900, output=b"one ")
    service.kill()
    service.kill()
    box.outcomes.append(started_well(wall_ms=999.0))
    service.start()
    lived(box, cpu_ms=5, peak_kib=400, output=b"two")
    service.wipe()
    report = service.report(())
    assert (report.started_ms, report.starts, report.cpu_ms, report.memory_kib) == (120, 2, 35, 900)
    assert report.log == "one two"


def test_a_service_says_which_limits_any_of_its_starts_came_near(service, box):
    for peak_kib in (STAGE.limits.memory_mib * 1000, 1, STAGE.limits.memory_mib * 1000):
        service.start()
        lived(box, peak_kib=peak_kib)
        service.kill()
    assert service.report(()).near == ("memory",)


def test_what_it_prints_now_comes_after_what_it_printed_before_and_only_the_end_is_kept(service, box):
    service.start()
    lived(box, output=b"x" * 100_000)
    service.kill()
    service.start()
    lived(box, output=b"now")
    assert service.log() == b"x" * (32 * 1024 - 3) + b"now"
    service.kill()
    assert service.log() == b"x" * (32 * 1024 - 3) + b"now"
    assert len(service.report(()).log) < 33 * 1024


def test_a_start_ends_what_still_runs(service, box):
    service.start()
    service.start()
    assert box.calls == ["start", "kill", "start"]


def test_a_start_that_never_listens_still_runs_until_it_is_ended_and_is_counted_then(service, box):
    box.outcomes.append(not_started(cpu_ms=5))
    with pytest.raises(StartFailed):
        service.start()
    lived(box, cpu_ms=40)
    service.start()
    assert box.calls == ["start", "kill", "start"]
    service.wipe()
    assert service.report(()).cpu_ms == 40


def test_a_service_that_does_not_start_again_has_not_died_in_a_test():
    pod = FakePod(FakeTester(deque()))
    failed = not_started(alive=False, ended_by=EndedBy.ITSELF, exit_code=1)
    told = line(outcome="failed", reason="exited_at_start")
    script = (lambda: pod.box.outcomes.append(failed), ask("restart", grace_s=1), told, *PASSED[1:])
    assert Graded(UP, READY, *script, pod=pod).causes == ["exited_at_start", "", ""]


@pytest.mark.parametrize("end", [lambda one: one.kill(), lambda one: one.stop(1), lambda one: one.wipe()])
def test_nobody_is_blamed_for_a_service_from_its_end_until_it_is_up_again(service, end):
    service.start()
    end(service)
    assert not service.should_run
    service.start()
    assert service.should_run


def test_a_service_that_a_tester_asks_for_before_its_own_ports_are_taken_is_our_fault():
    with pytest.raises(SandboxUnavailable, match="before its own ports"):
        Graded(READY, UP, *PASSED)


def desk(service, op, **wants):
    return Desk(service, {}).answer(Ask(kind="ask", n=1, op=op, wants=wants))["ok"]


def test_what_is_told_of_a_service_is_in_the_units_of_its_handle(service, box):
    service.start()
    lived(box, memory_kib=2048, cpu_ms=1500, output=b"caf\xc3\xa9 \xff")
    assert desk(service, "stat") == {"alive": True, "memory_mib": 2.0, "cpu_s": 1.5}
    assert desk(service, "logs") == {"text": "café \N{REPLACEMENT CHARACTER}"}


def test_a_service_that_was_killed_in_the_end_did_not_exit(service, box):
    service.start()
    box.dies(ended_by=EndedBy.STOP, signal=9, leftovers=2)
    told = desk(service, "stop", grace_s=1)
    assert (told["exited"], told["exit_code"], told["signal"], told["leftovers"]) == (False, -1, -1, 2)


@pytest.mark.parametrize(("asked", "given"), [(-5, "0"), (2.5, "2.5"), (1e9, "30")])
def test_the_grace_before_a_kill_is_bounded(service, box, asked, given):
    service.start()
    desk(service, "stop", grace_s=asked)
    assert box.calls[-1] == f"stop {given} SIGTERM"


def test_a_renewal_makes_everything_new_before_the_service_starts():
    pod = FakePod(FakeTester(deque()))
    order = []

    def watch():
        (database,) = pod.sidecars.values()
        pod.box.calls = database.calls = order

    stage = stage_with(replace(DATABASE, seed="seed.sql", seed_content=b"insert"))
    graded = Graded(UP, READY, watch, ask("renew"), *PASSED, pod=pod, stage=stage, sidecar_types=load_sidecars())
    assert graded.told[1] == {"n": 7, "ok": {"started_in_s": 0.12}}
    assert order == ["end", "SIGCONT", "run", "run", "run", "start", "end"]
    (database,) = pod.sidecars.values()
    assert database.requests[-1].stdin == b"insert"


def test_a_failed_start_is_no_start_that_took_time():
    pod = FakePod(FakeTester(deque()))
    pod.box.outcomes.append(not_started())
    assert Graded(UP, READY, *PASSED, pod=pod).report.started_ms == 0


def test_the_order_of_a_tester_is_that_of_its_stage():
    service = Service(
        lifetime=Lifetime.TEST, request_timeout_s=3, test_timeout_s=7, response_kib=5, port=9000, upstreams=("rates",)
    )
    tester = Graded(UP, READY, *PASSED, stage=replace(STAGE, service=service)).pod.tester
    request = tester.requests[0]
    order = json.loads(request.stdin)
    assert (order["lifetime"], order["port"], order["upstreams"]) == ("test", 9000, {"rates": 18080})
    assert (order["request_timeout_s"], order["test_timeout_s"], order["response_bytes"]) == (3, 7, 5 * 1024)
    assert request.limits.wall_s == STAGE.limits.wall_s
    assert STAGE.limits.wall_s < request.limits.cpu_s < 3 * STAGE.limits.wall_s


def test_what_a_service_answers_cannot_make_its_tester_use_up_the_machine():
    limits = Graded(UP, READY, *PASSED).pod.tester.requests[0].limits
    assert (limits.memory_mib <= 1024, limits.processes <= 1024) == (True, True)
    assert (limits.output_kib <= 16 * 1024, limits.disk_mib <= 512) == (True, True)


def test_a_runtime_that_is_given_more_is_given_it_in_its_service_and_in_the_time_for_its_tests():
    pod = FakePod(FakeTester(deque([(UP, READY, *PASSED)])))
    wide = replace(STAGE.limits, wall_s=STAGE.limits.wall_s * 3, memory_mib=STAGE.limits.memory_mib + 100)
    list(grade_http(replace(Graded(UP, READY, *PASSED).run, pod=pod, box=pod.box, limits=wide)))
    assert pod.box.requests[0].limits == wide
    assert pod.tester.requests[0].limits.wall_s == wide.wall_s


def test_the_candidates_address_of_a_database_is_not_the_testers():
    pod = FakePod(FakeTester(deque()))
    Graded(UP, READY, *PASSED, pod=pod, stage=stage_with(DATABASE), sidecar_types=load_sidecars())
    theirs = pod.box.requests[0].env["DATABASE_URL"]
    ours = json.loads(pod.tester.requests[0].stdin)["sidecars"]["db"]["url"]
    assert theirs != ours
    password = ours.rpartition("@")[0].rpartition(":")[2]
    assert len(password) == 32
    assert password not in theirs


def test_a_start_command_of_the_stage_wins_over_that_of_the_runtime():
    stage = replace(STAGE, service=replace(STAGE.service, start={"python": ("gunicorn", "app"), "node": ("node",)}))
    assert Graded(UP, READY, *PASSED, stage=stage).pod.box.requests[0].argv == ("gunicorn", "app")
    assert Graded(UP, READY, *PASSED).pod.box.requests[0].argv == ("python3", "main.py")


def test_an_author_cannot_take_the_variables_that_every_service_is_told():
    beside = Sidecar(name="my-db", type="postgres", port=5432, variables=("DATABASE_URL", "MY_DB_URL"))
    env = {"PORT": "1", "HOST": "0.0.0.0", "DATA_DIR": "/", "LEVEL": "info"}
    service = Service(env=env, sidecars=(beside,), upstreams=("rates", "e-mail"))
    assert environment(replace(STAGE, service=service), {"my-db": "postgresql://"}) == {
        "LEVEL": "info",
        "DATABASE_URL": "postgresql://",
        "MY_DB_URL": "postgresql://",
        "RATES_URL": "http://127.0.0.1:18080",
        "E_MAIL_URL": "http://127.0.0.1:18081",
        "HOST": "127.0.0.1",
        "PORT": "8080",
        "DATA_DIR": "/box/data",
    }


def test_a_grader_that_is_closed_early_leaves_no_service():
    graded = Graded(UP, READY, *PASSED)
    pod = FakePod(FakeTester(deque([(UP, READY, *PASSED)])))
    rows = grade_http(replace(graded.run, pod=pod, box=pod.box))
    next(rows)
    rows.close()
    assert pod.box.calls == ["start", "end"]
    assert pod.tester.conversations[0].aborted
