"""Runs that do not count, over HTTP."""

from typing import Any

import pytest

from judge.domain.access import Role
from judge.domain.report import OwnRun, Report
from judge.domain.submission import Purpose, QueueName
from judge.domain.trial import OwnInput, Trial
from judge.domain.verdict import Verdict
from tests.fakes.world import SECRET, World, wrong_report
from tests.unit.service_sample import service_package

RUNS = "/api/v1/runs"
BODY: dict[str, Any] = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}


@pytest.fixture
def world() -> World:
    world = World(role=Role.CANDIDATE)
    world.store.packages.register("counter", service_package())
    return world


def start(world: World, **more: Any) -> str:
    answer = world.client.post(RUNS, json={**BODY, **more})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"{RUNS}/{answer.json['id']}"
    return str(answer.json["id"])


def problems(world: World, **more: Any) -> dict[str, str]:
    answer = world.client.post(RUNS, json={**BODY, **more})
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json["errors"]}


def job(world: World, run: str) -> Any:
    return world.store.tables.row(run)


def test_a_run_is_sent_to_the_workers_with_what_is_to_be_tried(world: World) -> None:
    run = start(world, tests=["sample/1"])
    assert world.dispatch.sent == [(run, 1, QueueName.INTERACTIVE)]
    row = job(world, run)
    assert row.trial == Trial(tests=("sample/1",))
    assert (row.record.purpose, row.record.needs, row.record.owner) == (Purpose.TRIAL, ("runtime:python",), "ann")
    assert job(world, start(world, input="1 2\n", args=["-v"])).trial == Trial(
        own=OwnInput(input="1 2\n", args=("-v",))
    )
    assert job(world, start(world, input="", stage="cases")).trial == Trial(stage="cases", own=OwnInput())


def test_a_run_is_no_submission_and_a_submission_no_run(world: World) -> None:
    run, submission = start(world), world.submit()
    client = world.client
    assert [each["id"] for each in client.get("/api/v1/submissions").json["submissions"]] == [submission]
    assert client.get("/api/v1/submissions?state=queued&challenge=adder").json["submissions"][0]["id"] == submission
    for tail in ("", "/events", "/report.xml"):
        assert client.get(f"/api/v1/submissions/{run}{tail}").status_code == 404
    assert client.post(f"/api/v1/submissions/{run}/cancel").status_code == 404
    assert world.client_of(Role.MANAGER).post(f"/api/v1/submissions/{run}/rejudge").status_code == 404
    assert client.get(f"{RUNS}/{submission}").status_code == 404
    assert client.post(f"{RUNS}/{submission}/cancel").status_code == 404


def test_sample_tests_end_with_a_verdict_and_no_points(world: World) -> None:
    run = start(world)
    world.finish(run, wrong_report())
    answer = world.client.get(f"{RUNS}/{run}?wait=1")
    assert (answer.json["state"], answer.json["verdict"], answer.json["own"]) == ("finished", "wrong_answer", None)
    assert [test["name"] for test in answer.json["stages"][0]["tests"]] == ["sample/1", "hidden/2"]
    assert "points" not in answer.text
    assert SECRET not in answer.text


def test_an_own_input_ends_with_what_the_program_did_and_no_verdict(world: World) -> None:
    run = start(world, input="1 2\n")
    own = OwnRun(stdout="3\n", stderr="", exit_code=0, cpu_ms=3, wall_ms=4, memory_kib=8000)
    world.finish(run, Report(verdict=Verdict.ACCEPTED, own=own))
    record = world.client.get(f"{RUNS}/{run}").json
    assert (record["state"], record["verdict"], record["cause"], record["stages"]) == ("finished", None, None, [])
    assert record["own"]["stdout"] == "3\n"
    assert (record["own"]["exit_code"], record["own"]["signal"]) == (0, None)


def test_a_program_that_was_killed_says_by_what(world: World) -> None:
    run = start(world, input="")
    own = OwnRun(signal="SIGKILL", cpu_ms=1000)
    world.finish(run, Report(verdict=Verdict.TIME_LIMIT_EXCEEDED, cause="cpu_time", message="secret", own=own))
    record = world.client.get(f"{RUNS}/{run}").json
    assert (record["verdict"], record["cause"], record["message"]) == (
        None,
        "cpu_time",
        "The program used more processor time than allowed.",
    )
    assert (record["own"]["exit_code"], record["own"]["signal"]) == (None, "SIGKILL")


@pytest.mark.parametrize("name", ["hidden/2", "sample/9", "../hidden/2", ""])
def test_a_hidden_test_is_as_unknown_as_one_that_is_not_there(world: World, name: str) -> None:
    told = problems(world, tests=[name])
    assert list(told) == ["tests"]
    if name:
        assert told["tests"].startswith(f'the challenge has no sample test "{name}"')


def test_every_bad_field_is_named(world: World) -> None:
    assert problems(world, stage="other") == {
        "stage": 'there is no stage "other"; use one of cases, or leave it out',
    }
    assert "exclude each other" in problems(world, tests=["sample/1"], input="1")["body"]
    assert list(problems(world, args=["a\0b"])) == ["args"]
    counter = {"challenge": "counter", "files": {"main.py": ""}, "input": "1"}
    assert problems(world, **counter) == {
        "input": "the challenge has no program that reads an input; leave it out to run the sample tests"
    }
    assert list(problems(world, challenge="no-such", runtime="cobol", input="1")) == ["challenge", "runtime"]


def test_a_challenge_without_samples_says_so(world: World) -> None:
    hidden = service_package(("visibility: full", "visibility: name"))
    world.store.packages.register("counter", hidden)
    told = problems(world, challenge="counter", files={"main.py": ""})
    assert told == {"challenge": "the challenge has no sample tests"}


def test_runs_have_a_rate_of_their_own(world: World) -> None:
    client = world.client
    codes = []
    for _ in range(70):
        answer = client.post(RUNS, json=BODY)
        codes.append(answer.status_code)
        if answer.status_code == 202:
            client.post(f"{RUNS}/{answer.json['id']}/cancel")
    assert codes.count(202) == 60
    assert codes[-1] == 429
    assert client.post("/api/v1/submissions", json=BODY).status_code == 202


def test_a_run_is_cancelled_however_often_it_is_asked_for(world: World) -> None:
    run = start(world)
    answers = [world.client.post(f"{RUNS}/{run}/cancel") for _ in range(2)]
    assert [(answer.status_code, answer.json["state"]) for answer in answers] == [(200, "cancelled")] * 2
    finished = start(world)
    world.finish(finished)
    assert world.client.post(f"{RUNS}/{finished}/cancel").json["code"] == "conflict"
