"""Tests that do not pass: the reason they are given, their words, and what they may cost."""

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from judge_tester.running.bounds import shorten
from tests.unit.tester.servers import Behaviour, answering, http
from tests.unit.tester.stages import Line, one, results_of, run, write, yes

Serve = Callable[[Behaviour], int]


@pytest.mark.parametrize(
    ("behaviour", "reason", "message"),
    [
        (lambda connection: time.sleep(3), "request_timeout", "GET /x: no complete answer within 0.2 s"),
        (answering(http(bytes(9000))), "response_too_large", "GET /x: the answer is longer than 4 KiB"),
        (answering(b""), "unreachable", "GET /x: the answer is not HTTP, or broke off"),
        (lambda connection: None, "unreachable", "GET /x: "),
        (answering(http(b"{}")), "", "The test could not go on after GET /x, answered 200 (KeyError: 'id')"),
    ],
    ids=["timeout", "too large", "broken off", "reset", "other"],
)
def test_failures_have_their_reason(
    behaviour: Behaviour, reason: str, message: str, serve: Serve, tmp_path: Path
) -> None:
    line = one(
        tmp_path,
        'def test_it(service): service.client.get("/x").json()["id"]\n',
        port=serve(behaviour),
        request_timeout_s=0.2,
        response_bytes=4096,
    )

    assert (line["outcome"], line["reason"]) == ("failed", reason)
    assert line["message"].startswith(message)
    assert "curl -i http://127.0.0.1:" in line["curl"]
    assert "> GET /x" in line["transcript"]


def test_a_refused_connection_is_unreachable(tmp_path: Path) -> None:
    line = one(tmp_path, 'def test_it(service): service.client.get("/")\n', port=1)

    assert line["reason"] == "unreachable"
    assert line["message"].startswith("GET /: no connection to the service")


def test_what_a_test_says_of_an_error_it_caught_is_its_own_word(tmp_path: Path) -> None:
    text = """
    import httpx, pytest
    def test_it(service):
        try:
            service.client.get("/")
        except httpx.ConnectError:
            pytest.fail("the service must stay up")
    """
    line = one(tmp_path, text, port=1)

    assert (line["reason"], line["message"]) == ("", "the service must stay up")


@pytest.mark.parametrize(
    "body",
    [
        "time.sleep(90)",
        "while True: pass",
        "while True:\n        try: time.sleep(90)\n        except Exception: pass",
        "re.match('(a+)+$', 'a' * 40 + 'b')",
        "threading.Event().wait()",
        "asyncio.run(asyncio.sleep(90))",
        "service.kill()",
        "psycopg.connect('postgresql://u:p@127.0.0.1:%d/d' % service.port)",
        "pymysql.connect(host='127.0.0.1', port=service.port)",
        "service.client.get('/', timeout=90)",
        "service.fire(3, lambda client, n: client.get('/', timeout=90))",
    ],
)
def test_a_test_that_takes_too_long_is_ended_wherever_it_is(body: str, tmp_path: Path, serve: Serve) -> None:
    def answer(ask: Line) -> Line:
        if ask["op"] == "kill":
            time.sleep(2)
        return yes(ask)

    imports = "import asyncio, psycopg, pymysql, re, threading, time\n"
    text = f"{imports}def test_it(service):\n    {body}\ndef test_next(service): assert service.logs() == 'a log\\n'\n"
    write(tmp_path, {"api/test_x.py": text})
    began = time.monotonic()

    results = results_of(
        run(tmp_path, answer=answer, test_timeout_s=0.5, port=serve(lambda connection: time.sleep(60)))
    )

    # Ninety seconds are slept, sixty by the server; a signal just before a call that blocks costs one more.
    assert time.monotonic() - began < 45
    assert results["test_it"]["outcome"] == "failed"
    assert results["test_it"]["reason"] == "test_timeout"
    assert results["test_it"]["message"] == "The test took longer than 0.5 s."
    assert results["test_next"]["outcome"] == "passed"


def test_a_teardown_that_hangs_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judge_tester.running.session._TEARDOWN_S", 0.2)
    text = """
    import pytest, time
    @pytest.fixture
    def slow():
        yield
        time.sleep(9)
    def test_it(slow): pass
    """
    assert one(tmp_path, text)["reason"] == "test_timeout"


def test_a_failed_restart_fails_the_test_with_its_cause(tmp_path: Path) -> None:
    def answer(ask: Line) -> Line:
        if ask["op"] == "restart":
            return {"error": "never_listened", "message": "It listened on no port within 10 s."}
        return yes(ask)

    line = one(tmp_path, "def test_it(service): service.restart(grace_s=1)\n", answer=answer)

    assert (line["outcome"], line["reason"]) == ("failed", "never_listened")
    assert line["message"] == "restart: It listened on no port within 10 s."


def test_a_huge_answer_in_a_message_is_cheap(tmp_path: Path, serve: Serve) -> None:
    text = """
    import pytest, resource
    def test_message(service):
        response = service.client.get("/")
        assert response.status_code == 201, response.text
    def test_raise(service):
        raise AssertionError(service.client.get("/").text)
    def test_fail(service):
        pytest.fail(service.client.get("/").text)
    def test_compare(service):
        assert service.client.get("/").text == "x"
    def test_memory():
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < BEFORE + 60
    """
    before = "import resource\nBEFORE = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
    write(tmp_path, {"api/test_x.py": "", "api/test_y.py": ""})
    (tmp_path / "api/test_y.py").write_text(before + __import__("textwrap").dedent(text))
    before_it = resource.getrusage(resource.RUSAGE_CHILDREN)

    # Its last letter keeps its lines: pytest drops those of an end of nothing but line breaks.
    results = results_of(run(tmp_path, port=serve(answering(http(b"\n" * ((4 << 20) - 1024) + b"x")))))

    after_it = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after_it.ru_utime + after_it.ru_stime - before_it.ru_utime - before_it.ru_stime < 3
    assert results["test_memory"]["outcome"] == "passed", results["test_memory"]["message"]
    assert {line["reason"] for line in results.values()} == {""}, "an answer was refused, so no text was huge"
    assert all(len(json.dumps(line)) < 64 * 1024 for line in results.values())
    assert max(len(line["message"]) for line in results.values()) <= 2000


def test_a_failed_test_shows_nothing_of_what_the_test_before_it_asked(tmp_path: Path, serve: Serve) -> None:
    """That one may be hidden."""
    text = """
    def test_before(service): service.client.get("/hidden")
    def test_it(): assert 1 == 2
    """
    write(tmp_path, {"api/test_x.py": text})

    line = results_of(run(tmp_path, port=serve(answering(http(b"secret")))))["test_it"]

    assert (line["outcome"], line["curl"], line["transcript"]) == ("failed", "", "")
    assert "hidden" not in json.dumps(line)


def test_what_failed_first_is_what_is_told_of_a_test(tmp_path: Path) -> None:
    text = """
    import pytest
    @pytest.fixture
    def closes():
        yield
        assert 0, "the second"
    def test_it(closes): assert 0, "the first"
    """
    line = one(tmp_path, text)

    assert line["message"].startswith("the first")
    assert "the first" in line["detail"]


@pytest.mark.parametrize(
    ("statement", "outcome", "reason"),
    [
        ("if False: value = 1\n    value", "failed", ""),
        ("undefined", "error", ""),
        ("import no_such_module", "error", ""),
        ("raise ExceptionGroup('g', [KeyError('x'), httpx.ReadTimeout('late')])", "failed", "request_timeout"),
        ("raise httpx.PoolTimeout('late')", "failed", "request_timeout"),
        ("raise httpx.DecodingError('no gzip')", "failed", "unreachable"),
        ("raise httpx.ReadError('reset')", "failed", "unreachable"),
    ],
)
def test_whose_fault_an_exception_is(statement: str, outcome: str, reason: str, tmp_path: Path) -> None:
    line = one(tmp_path, f"import httpx\ndef test_it():\n    {statement}\n")

    assert (line["outcome"], line["reason"]) == (outcome, reason)


def test_what_an_exception_carries_is_cut_before_it_is_rendered() -> None:
    error, failed = AssertionError("x" * 100_000, 7), pytest.fail.Exception("x" * 100_000)

    shorten(error)
    shorten(failed)

    assert (len(error.args[0]), error.args[1]) == (8001, 7)
    assert len(str(failed.msg)) == 8001
