"""Whatever a service answers, and whatever goes wrong while a failure is put into words, the next test runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from judge_tester.http.exchange import Recorder
from judge_tester.running.report import Reporter
from tests.unit.tester.servers import Behaviour, answering, http
from tests.unit.tester.stages import Line, results_of, run, write

Serve = Callable[[Behaviour], int]

_NEXT = "def test_next(service): service.client.get('/')\n"
_LONG = "a" * 65_519


def _first_of_two(folder: Path, files: dict[str, str], serve: Serve, answer: bytes) -> Line:
    """The result of ``test_it``, behind which ``test_next`` has passed."""
    write(folder, files)
    results = results_of(run(folder, port=serve(answering(answer))))
    assert results["test_next"]["outcome"] == "passed", results
    return results["test_it"]


@pytest.mark.parametrize(
    "check",
    [
        "assert service.client.get(path).status_code == 200",
        "expect(service.client.get(path)).status(200)",
        "service.client.get(path).json()['title']",
        "raise AssertionError(service.client.get(path).request.url)",
    ],
)
def test_an_id_that_makes_an_address_too_long_fails_its_test_alone(check: str, serve: Serve, tmp_path: Path) -> None:
    text = f"""
    from judge_tester import expect
    def test_it(service):
        path = "/todos/" + service.client.post("/todos").json()["id"]
        {check}
    {_NEXT}"""
    created = http(b'{"id": "%s"}' % _LONG.encode(), status=b"404 Not Found")

    line = _first_of_two(tmp_path, {"api/test_x.py": text}, serve, created)

    assert (line["outcome"], line["reason"]) == ("failed", "")
    assert "> GET /todos/aaaa" in line["transcript"]
    assert line["curl"].startswith("curl -i http://127.0.0.1:")


def test_a_redirect_whose_target_grows_when_it_is_quoted_fails_its_test_alone(serve: Serve, tmp_path: Path) -> None:
    text = f"""
    def test_it(service):
        assert service.client.get("/", follow_redirects=True).status_code == 200
    {_NEXT}"""
    location = b"Location: http://127.0.0.1/" + "é".encode() * 20_000

    line = _first_of_two(tmp_path, {"api/test_x.py": text}, serve, http(b"", location, status=b"302 Found"))

    assert line["outcome"] == "failed"


@pytest.mark.parametrize("spoilt", ["curl", "transcript", "report"])
def test_evidence_that_cannot_be_made_is_said_to_be_missing(
    spoilt: str, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise ValueError("such an answer was not thought of")

    name = "Reporter._detail" if spoilt == "report" else spoilt
    monkeypatch.setattr(f"judge_tester.running.report.{name}", fail)
    text = f"""
    def test_it(service):
        assert service.client.get("/").text == "yes"
    {_NEXT}"""

    line = _first_of_two(tmp_path, {"api/test_x.py": text}, serve, http(b"no"))

    assert (line["outcome"], line["reason"]) == ("failed", "")
    assert line["detail" if spoilt == "report" else spoilt] == "(this cannot be shown: ValueError)"


def test_an_error_without_words_fails_its_test_alone(serve: Serve, tmp_path: Path) -> None:
    text = f"""
    class Wordless(Exception):
        def __str__(self):
            raise ValueError("no words")
    def test_it(service):
        service.client.get("/")
        raise Wordless
    {_NEXT}"""

    line = _first_of_two(tmp_path, {"api/test_x.py": text}, serve, http(b"no"))

    assert (line["outcome"], line["message"]) == ("failed", "(this cannot be shown: ValueError)")


def test_a_hook_of_the_stage_that_cannot_take_an_answer_fails_its_test_alone(serve: Serve, tmp_path: Path) -> None:
    hook = """
    def pytest_runtest_makereport(item, call):
        if call.excinfo is not None:
            raise ValueError(call.excinfo.value)
    """
    text = f"""
    def test_it(service):
        assert service.client.get("/").text == "yes"
    {_NEXT}"""

    line = _first_of_two(tmp_path, {"conftest.py": hook, "api/test_x.py": text}, serve, http(b"no"))

    assert (line["outcome"], line["reason"]) == ("failed", "")
    assert "== 'yes'" in line["message"]
    assert line["detail"] == "no report could be made: ValueError"


@pytest.mark.parametrize(
    ("phases", "outcome"),
    [
        (("setup", "call", "teardown"), "passed"),
        (("setup", "teardown"), "error"),
        (("setup", "call"), "error"),
        ((), "error"),
    ],
)
def test_only_a_test_that_ran_to_its_end_has_passed(phases: tuple[str, ...], outcome: str, tmp_path: Path) -> None:
    sent: list[Line] = []
    reporter = Reporter(lambda **line: sent.append(line), list, Recorder(1024), ("api",), tmp_path)
    reporter.pytest_runtest_logstart()
    for when in phases:
        place = ("api/test_x.py", 1, "test_it")
        reporter.pytest_runtest_logreport(pytest.TestReport("api/test_x.py::test_it", place, {}, "passed", None, when))
    reporter.pytest_runtest_logfinish("api/test_x.py::test_it")

    assert [line["outcome"] for line in sent] == [outcome]


def test_the_time_of_a_test_counts_from_its_own_beginning(tmp_path: Path) -> None:
    sent: list[Line] = []
    reporter = Reporter(lambda **line: sent.append(line), list, Recorder(1024), ("api",), tmp_path)
    for _ in range(2):
        reporter.pytest_runtest_logstart()
        reporter.pytest_runtest_logfinish("api/test_x.py::test_it")
        reporter._began_s -= 1000

    assert sent[1]["wall_ms"] < 500_000
