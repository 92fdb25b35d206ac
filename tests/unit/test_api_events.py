import json
import threading
from dataclasses import replace
from typing import Never

import pytest
from werkzeug.test import TestResponse

from judge.domain.access import Role
from judge.domain.errors import Unavailable
from judge.domain.report import Evidence
from judge.service import submissions
from tests.fakes.world import SECRET, World, a_test, wrong_report

URL = "/api/v1/submissions"


def blocks(answer: TestResponse) -> list[dict[str, str]]:
    """The events of a stream that has ended."""
    events = [block for block in answer.text.split("\n\n") if block.startswith("id:")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in events]  # type: ignore[misc]  # pairs


def test_state_changes_and_tests_are_told_until_the_end() -> None:
    world = World(role=Role.CANDIDATE)
    submission_id = world.submit()
    timer = threading.Timer(0.05, world.finish, [submission_id])
    timer.start()
    answer = world.client.get(f"{URL}/{submission_id}/events")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")
    assert answer.headers["X-Accel-Buffering"] == "no", "or a proxy keeps the events until the end"
    events = blocks(answer)
    timer.join()
    assert [event["event"] for event in events] == ["state", "state", "test", "test", "state"]
    states = [json.loads(event["data"]) for event in events if event["event"] == "state"]
    assert states[0] == {"state": "queued", "attempt": 1, "verdict": None}
    assert states[-1] == {"state": "finished", "attempt": 1, "verdict": "wrong_answer"}
    test = json.loads(events[2]["data"])
    assert (test["stage"], test["test"]["name"], test["test"]["verdict"]) == ("cases", "sample/1", "accepted")
    assert SECRET not in answer.text


def test_a_stream_is_resumed_after_the_last_event_heard() -> None:
    world = World()
    submission_id = world.submit()
    world.finish(submission_id)
    events = blocks(world.client.get(f"{URL}/{submission_id}/events"))
    for heard in range(1, len(events)):
        last = {"Last-Event-ID": events[heard - 1]["id"]}
        assert blocks(world.client.get(f"{URL}/{submission_id}/events", headers=last)) == events[heard:]
    over = world.client.get(f"{URL}/{submission_id}/events", headers={"Last-Event-ID": events[-1]["id"]})
    assert (over.status_code, over.data, over.headers.get("Content-Type")) == (204, b"", None)


def test_what_a_program_printed_breaks_no_line_of_the_stream() -> None:
    world = World()
    submission_id = world.submit()
    printed = "".join(map(chr, (*range(256), 0x2028, 0x2029)))
    test = a_test("sample/1", evidence=Evidence(output=printed))
    stage = replace(wrong_report().stages[0], tests=(test,))
    world.finish(submission_id, replace(wrong_report(), stages=(stage,)))
    lines = world.client.get(f"{URL}/{submission_id}/events").text.splitlines()
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert [told["test"]["evidence"]["output"] for told in data if "test" in told] == [printed]


@pytest.mark.parametrize("last", ["x", "1-2-3", "-", "1" * 30, "1 2"])
def test_an_event_id_that_is_none_is_refused(last: str) -> None:
    world = World()
    answer = world.client.get(f"{URL}/{world.submit()}/events", headers={"Last-Event-ID": last})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "Last-Event-ID")


def test_comments_keep_a_quiet_stream_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "HEARTBEAT_S", 0.02)
    world = World()
    submission_id = world.submit()
    timer = threading.Timer(0.2, world.finish, [submission_id])
    timer.start()
    assert "\n: nothing new\n\n" in world.client.get(f"{URL}/{submission_id}/events").text
    timer.join()


def test_a_stream_ends_quietly_when_the_store_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> Never:
        raise Unavailable("Redis: connection refused")

    world = World()
    stream = world.client.get(f"{URL}/{world.submit()}/events", buffered=False).response
    texts = iter(stream)
    assert b"retry" in next(texts)
    assert b'"queued"' in next(texts)
    monkeypatch.setattr(world.store.submissions, "get", away)
    assert list(texts) == []
