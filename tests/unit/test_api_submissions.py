import io
import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from judge.api.records import Submission, SubmissionPage
from judge.api.reports import ServiceOut, SidecarOut
from judge.domain.access import Role
from judge.domain.report import Report, ServiceReport, SidecarReport
from judge.domain.submission import QueueName
from tests.fakes.world import SECRET, World, wrong_report
from tests.unit.archive_samples import make_tar, make_zip

URL = "/api/v1/submissions"
GOOD = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}


def post(world: World, body: object = GOOD, **headers: str) -> TestResponse:
    return world.client.post(URL, json=body, headers=headers)


def test_a_submission_is_accepted_with_its_record_and_place() -> None:
    answer = post(World())
    record = answer.json
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"{URL}/{record['id']}"
    assert record | {"id": 0, "created_at": 0} == {
        "id": 0,
        "challenge": "adder",
        "challenge_version": 1,
        "runtime": "python",
        "state": "queued",
        "attempt": 1,
        "verdict": None,
        "score": None,
        "max_score": 100.0,
        "cause": None,
        "message": None,
        "trouble": [],
        "rejudges": [],
        "queue": {"position": 1, "reason": "no worker is running", "estimate_s": None},
        "created_at": 0,
        "started_at": None,
        "finished_at": None,
        "stages": [],
        "build": None,
        "sandbox": None,
        "warnings": [],
    }


def test_the_record_of_a_finished_submission_is_the_documented_one() -> None:
    world = World(role=Role.CANDIDATE)
    submission_id = world.submit()
    world.finish(submission_id)
    answer = world.client.get(f"{URL}/{submission_id}")
    record = answer.json
    assert answer.content_type == "application/json"
    assert (record["state"], record["verdict"], record["score"], record["max_score"]) == (
        *("finished", "wrong_answer", 40.0, 100.0),
    )
    assert record["queue"] == {"position": 0, "reason": None, "estimate_s": None}
    assert all(record[name].endswith("Z") for name in ("created_at", "started_at", "finished_at"))
    assert record["build"] == {"ok": True, "log": "", "wall_ms": 0}
    sandbox = {"backend": "docker", "runtime": "runc", "image": "sha256:1", "enforced": ["memory"], "noise": None}
    assert (record["sandbox"], record["warnings"]) == (sandbox, [])
    (stage,) = record["stages"]
    assert {key: stage[key] for key in ("name", "kind", "verdict", "points", "max_points", "integrity")} == {
        "name": "cases",
        "kind": "stdio",
        "verdict": "wrong_answer",
        "points": 40,
        "max_points": 100,
        "integrity": "isolated",
    }
    assert stage["tests"][0] == {
        "name": "sample/1",
        "group": "sample",
        "verdict": "accepted",
        "points": 40,
        "max_points": 40,
        "cpu_ms": 9,
        "wall_ms": 10,
        "memory_kib": 9032,
        "near": [],
        "cause": None,
        "message": None,
        "evidence": None,
        "detail": None,
    }
    assert stage["service"] is None
    assert SECRET not in answer.text


def test_answers_are_what_the_models_describe() -> None:
    world = World()
    finished, _ = world.submit(), world.submit()
    world.finish(finished)
    for submission_id in (finished, world.submit()):
        text = world.client.get(f"{URL}/{submission_id}").text
        assert json.loads(Submission.model_validate_json(text, strict=True, extra="forbid").model_dump_json()) == (
            json.loads(text)
        )
    text = world.client.get(URL).text
    assert json.loads(SubmissionPage.model_validate_json(text, extra="forbid").model_dump_json()) == json.loads(text)


def test_a_service_is_in_its_stage_without_what_it_printed_for_hidden_tests() -> None:
    world = World(role=Role.CANDIDATE)
    submission_id = world.submit()
    sidecar = SidecarReport(name="db", type="postgres", started_ms=250, cpu_ms=9, memory_kib=900)
    service = ServiceReport(started_ms=90, starts=1, cpu_ms=7, memory_kib=100, log=SECRET, sidecars=(sidecar,))
    report = wrong_report()
    world.finish(submission_id, replace(report, stages=(replace(report.stages[0], service=service),)))
    (stage,) = Submission.model_validate_json(world.client.get(f"{URL}/{submission_id}").text).stages
    assert stage.service == ServiceOut(
        started_ms=90,
        starts=1,
        cpu_ms=7,
        memory_kib=100,
        log="",
        exit="",
        near=[],
        sidecars=[SidecarOut(name="db", type="postgres", started_ms=250, cpu_ms=9, memory_kib=900)],
    )


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_an_archive_is_a_submission(make: Any) -> None:
    world = World()
    data = {"challenge": "adder", "runtime": "python", "archive": (io.BytesIO(make({"main.py": b"1"})), "s")}
    answer = world.client.post(URL, data=data)
    assert answer.status_code == 202, answer.text
    (row,) = world.store.tables.rows.values()
    assert row.files == {"main.py": b"1"}


def test_a_key_replays_the_first_answer() -> None:
    world = World()
    first = post(world, **{"Idempotency-Key": "k 1"})
    world.finish(first.json["id"])
    again = post(world, **{"Idempotency-Key": "k 1"})
    assert (again.status_code, again.headers["Location"]) == (202, first.headers["Location"])
    assert {**again.json, "queue": None} == {**first.json, "queue": None}
    other = post(world, {**GOOD, "files": {"main.py": "2"}}, **{"Idempotency-Key": "k 1"})
    assert (other.status_code, other.json["code"]) == (409, "idempotency_key_reused")
    bad = post(world, **{"Idempotency-Key": "x" * 201})
    assert (bad.status_code, bad.json["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_full_queue_says_when_to_come_back() -> None:
    world = World(queue_limit=1)
    post(world)
    answer = post(world)
    assert (answer.status_code, answer.json["code"]) == (503, "queue_full")
    assert int(answer.headers["Retry-After"]) > 0


def test_waiting_answers_with_the_verdict() -> None:
    world = World()
    submission_id = world.submit()
    timer = threading.Timer(0.05, world.finish, [submission_id])
    timer.start()
    assert world.client.get(f"{URL}/{submission_id}?wait=10").json["verdict"] == "wrong_answer"
    timer.join()


@pytest.mark.parametrize("wait", ["61", "-1", "nan", "inf", "x", "", "1&wait=2"])
def test_a_wait_that_makes_no_sense_is_refused(wait: str) -> None:
    world = World()
    answer = world.client.get(f"{URL}/{world.submit()}?wait={wait}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "wait")


def test_cancel_and_rejudge_change_the_record_once() -> None:
    world = World()
    one = f"{URL}/{world.submit()}"
    assert world.client.post(f"{one}/rejudge").json["code"] == "conflict"
    cancelled = world.client.post(f"{one}/cancel")
    assert (cancelled.status_code, cancelled.json["state"], cancelled.json["verdict"]) == (200, "cancelled", None)
    assert world.client.post(f"{one}/cancel").json == cancelled.json
    again = world.client.post(f"{one}/rejudge")
    assert (again.status_code, again.json["state"], again.json["attempt"]) == (202, "queued", 2)


def test_what_is_finished_cannot_be_cancelled() -> None:
    world = World()
    one = f"{URL}/{world.submit()}"
    world.finish(one.rpartition("/")[2])
    answer = world.client.post(f"{one}/cancel")
    assert (answer.status_code, answer.json["code"], answer.json["detail"]) == (
        409,
        "conflict",
        "the submission is finished",
    )


@pytest.mark.parametrize("claimed", [False, True])
def test_judging_again_is_its_managers_to_stop_and_the_result_stays(claimed: bool) -> None:
    world = World()
    ann, boss = world.client_of(Role.CANDIDATE, subject="ann"), world.client_of(Role.MANAGER)
    body = {"challenge": "adder", "runtime": "python", "files": {"main.py": "1"}}
    one = f"{URL}/{ann.post(URL, json=body).json['id']}"
    world.finish(one.rpartition("/")[2])
    before = ann.get(one).json
    assert boss.post(f"{one}/rejudge").status_code == 202
    if claimed:
        assert world.store.leases.claim(QueueName.BATCH, "w1", 60)
    refused = ann.post(f"{one}/cancel")
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert "only a manager" in refused.json["detail"]
    stopped = boss.post(f"{one}/cancel")
    assert (stopped.status_code, stopped.json["state"], stopped.json["verdict"]) == (200, "finished", "wrong_answer")
    kept = ("verdict", "score", "stages", "cause")
    assert {key: ann.get(one).json[key] for key in kept} == {key: before[key] for key in kept}
    assert boss.post(f"{one}/cancel").status_code == 409


def test_the_list_is_newest_first_and_paged() -> None:
    world = World()
    ids = [world.submit() for _ in range(3)]
    world.finish(ids[0])
    page = world.client.get(f"{URL}?limit=2").json
    assert [record["id"] for record in page["submissions"]] == [ids[2], ids[1]]
    rest = world.client.get(f"{URL}?limit=2&cursor={page['cursor']}").json
    assert [record["id"] for record in rest["submissions"]] == [ids[0]]
    assert (rest["submissions"][0]["score"], rest["cursor"]) == (40.0, None)
    found = world.client.get(f"{URL}?verdict=wrong_answer&challenge=adder&state=finished").json["submissions"]
    assert [record["id"] for record in found] == [ids[0]]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "verdict=nice", "verdict=skipped", "state=lost", "chalenge=adder"]
)
def test_a_list_query_that_makes_no_sense_is_refused(query: str) -> None:
    answer = World().client.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, query.partition("=")[0])


@pytest.mark.parametrize(
    "cursor", ["((", "garbage", "01K", "01m8a716qekyekd56vs4nz9tsw", "01M8A716QEKYEKD56VS4NZ9TSWW"]
)
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    answer = World().client.get(f"{URL}?cursor={cursor}")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "cursor")


def test_the_report_is_junit_xml() -> None:
    world = World(role=Role.CANDIDATE)
    submission_id = world.submit()
    early = world.client.get(f"{URL}/{submission_id}/report.xml")
    assert (early.status_code, early.json["code"]) == (409, "conflict")
    world.finish(submission_id)
    answer = world.client.get(f"{URL}/{submission_id}/report.xml")
    assert answer.content_type == "application/xml"
    assert b'<testsuite name="cases" tests="2" failures="1"' in answer.data
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("get", "/events"), ("get", "/report.xml"), ("post", "/cancel"), ("post", "/rejudge")],
)
def test_an_unknown_id_is_not_found(method: str, path: str) -> None:
    client = World().client
    for unknown in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "%00", "x" * 100):
        answer = getattr(client, method)(f"{URL}/{unknown}{path}")
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("ended", [False, True])
def test_why_attempts_failed_is_for_managers_only(ended: bool) -> None:
    world = World()
    ann, boss = world.client_of(Role.CANDIDATE, subject="ann"), world.client_of(Role.MANAGER)
    body = {"challenge": "adder", "runtime": "python", "files": {"main.py": "1"}}
    one = f"{URL}/{ann.post(URL, json=body).json['id']}"
    lease = world.store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    world.store.leases.note(lease, "the engine at /var/run/docker.sock is away")
    if ended:
        world.store.leases.finish(lease, Report(cause="sandbox_failed", message="as an author"))
    else:
        world.store.leases.give_back(lease)

    told = ["attempt 1: the engine at /var/run/docker.sock is away"]
    assert (boss.get(one).json["trouble"], ann.get(one).json["trouble"]) == (told, [])
    listed = {"verdict": "judge_error"} if ended else {"state": "queued"}
    shown = [who.get(URL, query_string=listed).json["submissions"] for who in (boss, ann)]
    assert [[each["trouble"] for each in those] for those in shown] == [[told], [[]]]
    assert "docker.sock" not in ann.get(one).text
