"""What one test leaves behind does not reach the next: a service that is gone, cookies, a time limit."""

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from judge_tester import Service
from judge_tester.failures import TestTimeout
from judge_tester.http.exchange import Recorder
from judge_tester.http.transport import ClientLimits
from judge_tester.order import Order
from judge_tester.running.session import Session
from tests.unit.tester.servers import Behaviour, http, read_head
from tests.unit.tester.stages import ORDER, Line, one, results_of, run, write, yes
from tests.unit.tester.test_races import Nobody

Serve = Callable[[Behaviour], int]


def asked(lines: list[Line]) -> list[str]:
    return [line.get("action") or line["op"] for line in lines if line["kind"] == "ask"]


class Impatient:
    """A worker whose first answer does not come before the time of the test is over."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, op: str, **_: object) -> dict[str, Any]:
        self.asked.append(op)
        if len(self.asked) == 1:
            raise TestTimeout
        return {"alive": False}


@pytest.mark.parametrize("op", ["kill", "stop", "restart", "start"])
def test_a_service_of_which_a_test_did_not_see_the_end_or_the_start_is_looked_after(op: str) -> None:
    worker = Impatient()
    service = Service(worker, "http://127.0.0.1:1", 1, ClientLimits(1, 1024), Recorder(1024))
    with pytest.raises(TestTimeout):
        getattr(service, op)()
    for _ in range(2):
        service.begin_test()

    assert worker.asked == [op, "stat", "start"]


def session(order: Line) -> tuple[Session, MagicMock]:
    """One over parts that only note what is done to them, and the parts."""
    parts = MagicMock()
    names = ("alarm", "recorder", "modules", "service", "settle")
    order = {**ORDER, "tests": ".", "groups": [], **order}
    parsed = Order.parse(json.dumps(order).encode())
    made: Any = {name: getattr(parts, name) for name in names}
    return Session(order=parsed, sidecars={"db": parts.db}, upstreams=parts.upstreams, **made), parts


def done(parts: MagicMock) -> list[str]:
    return [name for name, _, _ in parts.mock_calls if "()" not in name]


@pytest.mark.parametrize(
    ("order", "renewed"),
    [({}, ["db.begin_test", "service.begin_test"]), ({"lifetime": "test"}, ["service.renew", "db.renewed"])],
)
def test_a_test_is_charged_with_nothing_that_is_done_for_it_before_it_begins(order: Line, renewed: list[str]) -> None:
    one, parts = session(order)
    one.first = False

    next(one.pytest_runtest_setup(MagicMock(nodeid="api/test_x.py::test_it")))

    before = ["modules.enter", "recorder.clear", "upstreams.reset", "settle"]
    assert done(parts) == [*before, *renewed, "alarm.arm", "alarm.heard"]
    parts.modules.enter.assert_called_with("api")
    parts.alarm.arm.assert_called_with(ORDER["test_timeout_s"])


def test_a_teardown_that_fails_leaves_neither_an_alarm_nor_a_client() -> None:
    one, parts = session({})
    parts.alarm.heard.return_value.__exit__.return_value = None
    phase = one.pytest_runtest_teardown()
    next(phase)

    with pytest.raises(ZeroDivisionError):
        phase.throw(ZeroDivisionError())

    assert done(parts) == ["alarm.arm", "alarm.heard", "alarm.disarm", "service.end_test"]


def test_a_service_that_is_up_after_all_is_not_started_twice(tmp_path: Path) -> None:
    def answer(ask: Line) -> Line:
        return {"ok": {"alive": True}} if ask["op"] == "stat" else yes(ask)

    write(tmp_path, {"api/test_x.py": "def test_a(service): service.kill()\ndef test_b(): pass\n"})

    assert asked(run(tmp_path, answer=answer)) == ["ready", "kill", "stat"]


def test_a_start_that_failed_is_forgotten_once_the_service_has_started(tmp_path: Path) -> None:
    def answer(ask: Line) -> Line:
        return {"error": "exited_at_start"} if ask["op"] == "restart" else yes(ask)

    text = """
    import pytest
    from judge_tester import ServiceFailed
    def test_a(service):
        with pytest.raises(ServiceFailed):
            service.restart()
        service.start()
    def test_b(): pass
    """
    write(tmp_path, {"api/test_x.py": text})

    lines = run(tmp_path, answer=answer)

    assert {line["outcome"] for line in results_of(lines).values()} == {"passed"}
    assert asked(lines) == ["ready", "restart", "start"]


def test_a_database_is_at_work_again_before_the_service_that_needs_it_is_started(tmp_path: Path) -> None:
    text = """
    def test_a(service, db): service.kill(); db.pause()
    def test_b(): pass
    """
    write(tmp_path, {"api/test_x.py": text})

    lines = run(tmp_path, sidecars={"db": {"type": "postgres"}})

    assert asked(lines) == ["ready", "kill", "pause", "resume", "stat", "start"]


def test_a_client_is_fresh_after_a_test_whose_end_went_wrong(tmp_path: Path, serve: Serve) -> None:
    def remember(connection: socket.socket) -> None:
        sent = b"session" in read_head(connection)
        connection.sendall(http(json.dumps(sent).encode(), b"Set-Cookie: session=1"))

    text = """
    import pytest
    @pytest.fixture
    def poor():
        yield
        assert 0
    def test_a(service, poor): service.client.get("/")
    def test_b(service): assert service.client.get("/").json() is False
    """
    write(tmp_path, {"api/test_x.py": text})

    results = results_of(run(tmp_path, port=serve(remember)))

    assert [results[name]["outcome"] for name in ("test_a", "test_b")] == ["failed", "passed"]


def test_the_client_of_a_test_that_is_over_is_closed_even_if_somebody_keeps_it() -> None:
    service = Service(Nobody(), "http://127.0.0.1:1", 1, ClientLimits(1, 1024), Recorder(1024))
    kept = service.client

    service.end_test()

    assert kept.is_closed
    assert service.client is not kept


def test_a_fixture_that_takes_too_long_is_ended_where_it_is(tmp_path: Path) -> None:
    text = """
    import pytest, time
    @pytest.fixture
    def slow():
        for _ in range(60):
            time.sleep(0.1)
    def test_it(slow): pass
    """
    line = one(tmp_path, text, test_timeout_s=1)

    assert line["reason"] == "test_timeout"
    assert "in slow" in line["detail"]


def test_what_a_test_printed_is_shown_briefly_beside_its_failure(tmp_path: Path) -> None:
    text = """
    def test_it():
        print("\\x1b[2J" + "y" * 9000)
        raise AssertionError("n" * 9000)
    """
    detail = one(tmp_path, text)["detail"]

    said, _, printed = detail.partition("\n--- printed ---\n")
    assert "nnn" in said
    assert (len(printed), "\x1b" in printed) == (2000, False)
    assert len(detail) <= 8000


def test_a_race_ends_with_the_test_whose_time_is_over(tmp_path: Path, serve: Serve) -> None:
    """Or the next one's evidence would show what this one, which may be hidden, went on to ask."""
    next_test = threading.Event()

    def behave(connection: socket.socket) -> None:
        head = read_head(connection)
        if b"/slow" in head:
            next_test.wait(60)
        elif b"/next" in head:
            next_test.set()
        connection.sendall(http(b"{}"))

    text = """
    import time
    async def test_hidden(service):
        async def steps(client, n):
            await client.get("/slow")
            return await client.get("/hidden-step")
        service.fire(2, steps)
    def test_shown(service):
        service.client.get("/next")
        time.sleep(0.5)
        assert 0
    """
    tests = write(tmp_path, {"api/test_x.py": text})
    lines = results_of(run(tests, port=serve(behave), test_timeout_s=3, request_timeout_s=30))
    assert lines["test_hidden"]["reason"] == "test_timeout"
    assert "/next" in lines["test_shown"]["transcript"]
    assert "hidden-step" not in lines["test_shown"]["transcript"] + lines["test_shown"]["curl"]
