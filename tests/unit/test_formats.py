"""Reports for other tools: read back by public parsers where there are some, else by the members that they document."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sarif_pydantic import Level, Sarif

from judge.domain.challenge import Visibility
from judge.domain.report import BuildReport, Evidence, Report
from judge.domain.verdict import Verdict
from judge.formats.findings import findings
from judge.formats.github import annotations, command
from judge.formats.graded import Graded, Sent
from judge.formats.gradescope import gradescope
from judge.formats.markdown import markdown
from judge.formats.places import Place, diagnostics, last_place
from judge.formats.sarif import sarif
from tests.fakes.world import a_test, wrong_report

FILES = {"main.py": "solution/main.py", "lib/table.py": "solution/lib/table.py", "main.cpp": "main.cpp"}


def graded(report: Report, **more: Any) -> Graded:
    fields = {"id": "01", "challenge": "adder", "challenge_version": 1, "runtime": "python", "attempt": 1}
    return Graded(**{**fields, "max_score": 100.0, "sent": Sent(files=FILES, main="main.py"), **more}, report=report)


def with_tests(*tests: Any) -> Report:
    return replace(wrong_report(), stages=(replace(wrong_report().stages[0], tests=tests),))


BROKEN = replace(
    wrong_report(),
    verdict=Verdict.COMPILE_ERROR,
    cause="build_failed",
    build=BuildReport(
        ok=False,
        log=(
            "./main.cpp: In function 'int main()':\n./main.cpp:5:29: error: 'b' was not declared\n"
            "./main.cpp:5:29: error: 'b' was not declared\nmain.cpp:9: warning: unused\n"
            "/usr/include/x.h:3:1: error: no\n"
        ),
    ),
)
TRACEBACK = (
    'Traceback:\n  File "/box/work/main.py", line 3, in <module>\n  File "/box/work/lib/table.py", line 7, in f\n'
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TRACEBACK + '  File "/usr/lib/python3/json.py", line 9, in g\nKeyError', Place("lib/table.py", 7)),
        ("at f (/box/work/main.py:3:11)\nat g (/box/work/lib/table.py:1:1)", Place("main.py", 3, 11)),
        ("panic: x\n\t/box/work/lib/table.py:12 +0x1d", Place("lib/table.py", 12)),
        ("main.py:0 and other.py:3 and /etc/main.py:4", None),
        ("nothing", None),
    ],
)
def test_a_place_is_one_in_a_file_that_was_sent(text: str, place: Place | None) -> None:
    assert last_place(text, FILES) == place


def test_errors_of_a_build_log_are_found_once_and_warnings_not() -> None:
    (found,) = diagnostics(BROKEN.build.log, FILES)
    assert (found.place, found.message) == (Place("main.cpp", 5, 29), "'b' was not declared")


@given(st.text())
def test_no_log_breaks_the_search_for_places(text: str) -> None:
    last_place(text, FILES)
    list(diagnostics(text, FILES))


def test_sarif_is_read_by_a_public_parser_with_every_failure_and_its_place() -> None:
    report = with_tests(
        a_test("sample/1", Verdict.ACCEPTED),
        a_test("hidden/2", evidence=Evidence(stderr=TRACEBACK)),
        a_test("hidden/3", Verdict.TIME_LIMIT_EXCEEDED, cause="cpu_time"),
    )
    run = Sarif.model_validate_json(sarif(graded(report))).runs[0]
    assert run.results is not None
    rules = [rule.id for rule in run.tool.driver.rules or ()]
    assert rules == ["cpu_time", "wrong_output"]
    for result in run.results:
        assert rules[result.rule_index or 0] == result.rule_id
        assert result.level is Level.ERROR
    physical = [result.locations[0].physical_location for result in run.results if result.locations]
    assert [(p.artifact_location.uri, p.region.start_line) for p in physical if p and p.region] == [
        ("solution/lib/table.py", 7),
        ("solution/main.py", 1),
    ]
    assert run.results[0].message.text == "cases hidden/2: The program's output is not the expected one."


@pytest.mark.parametrize("report", [wrong_report(), BROKEN, Report(cause="sandbox_failed"), with_tests()])
def test_sarif_has_what_the_standard_requires(report: Report) -> None:
    document = json.loads(sarif(graded(report)))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("/sarif-2.1.0.json")
    (run,) = document["runs"]
    assert run["tool"]["driver"]["name"] == "judge"
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert all(number > 0 for number in result["locations"][0]["physicalLocation"]["region"].values())
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    successful = [invocation["executionSuccessful"] for invocation in run["invocations"]]
    assert successful == [report.verdict is not Verdict.JUDGE_ERROR]


def test_a_failure_of_ours_is_no_finding_in_the_candidates_code() -> None:
    report = graded(Report(cause="sandbox_failed"))
    assert findings(report) == []
    (run,) = json.loads(sarif(report))["runs"]
    assert "not your fault" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert "not your fault" in next(annotations(report))


def test_a_verdict_whose_tests_are_hidden_is_still_a_finding() -> None:
    (found,) = findings(graded(with_tests()))
    assert (found.rule, found.where, found.place) == ("wrong_output", "submission", Place("main.py", 1))


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    def fingerprint(line: int) -> str:
        test = a_test("hidden/2", evidence=Evidence(stderr=f'File "/box/work/main.py", line {line}'))
        (result,) = json.loads(sarif(graded(with_tests(test))))["runs"][0]["results"]
        return str(result["partialFingerprints"])

    assert fingerprint(3) == fingerprint(30)


def test_gradescope_gets_the_members_it_documents() -> None:
    document = json.loads(gradescope(graded(wrong_report())))
    assert (document["score"], document["visibility"], document["stdout_visibility"]) == (40, "visible", "hidden")
    assert isinstance(document["execution_time"], int)
    first, second = document["tests"]
    assert (first["name"], first["status"], first["score"], first["max_score"]) == ("cases sample/1", "passed", 40, 40)
    assert (second["status"], second["number"], second["tags"]) == ("failed", "1.2", ["cases", "hidden"])
    for test in document["tests"]:
        assert set(test) == {
            *("number", "name", "status", "score", "max_score", "output", "tags", "visibility", "extra_data")
        }
        assert test["visibility"] in ("visible", "hidden", "after_due_date", "after_published")


def test_gradescope_shows_of_an_authors_report_nothing_that_may_be_hidden() -> None:
    """The record does not say what a candidate may see of a test: a group may be named sample and show nothing."""
    secret = {"message": "-SECRET", "evidence": Evidence(diff="-SECRET", curl="curl SECRET")}
    quiet = a_test("sample/1", visibility=Visibility.NONE, **secret)
    report = replace(with_tests(quiet, a_test("hidden/2", **secret)), message="sample/1: expected SECRET")
    document = json.loads(gradescope(graded(report, for_candidate=False)))
    assert [test["visibility"] for test in document["tests"]] == ["hidden", "hidden"]
    assert document["output"] == "wrong_answer: 40 of 100 points\nThe program's output is not the expected one."
    shown = [test for test in document["tests"] if test["visibility"] != "hidden"]
    assert "SECRET" not in json.dumps({**document, "tests": shown})


def test_gradescope_shows_all_of_a_candidates_report() -> None:
    """What they may not see is not in it."""
    report = replace(with_tests(a_test("sample/1", message="want 3"), a_test("hidden/2")), message="told")
    document = json.loads(gradescope(graded(report)))
    assert [test["visibility"] for test in document["tests"]] == ["visible", "visible"]
    assert document["tests"][0]["output"] == "want 3"
    assert document["output"].endswith("\ntold")


def test_an_annotation_is_at_its_place_and_escaped() -> None:
    test = a_test("hidden/2", message="100%\nno, really: yes", evidence=Evidence(stderr=TRACEBACK))
    assert list(annotations(graded(with_tests(test)))) == [
        "::error file=solution/lib/table.py,line=7,title=cases hidden/2::100%25%0Ano, really: yes"
    ]
    assert command("error", "x", title="a:b,c\n%") == "::error title=a%3Ab%2Cc%0A%25::x"


def test_no_more_annotations_than_are_shown_and_the_last_counts_the_rest() -> None:
    lines = list(annotations(graded(with_tests(*(a_test(f"hidden/{number}") for number in range(25))))))
    assert len(lines) == 10
    assert lines[-1] == "::error title=judge adder::and 16 more"


def test_a_summary_has_no_markup_of_a_candidates() -> None:
    evil = a_test("hidden/2", message="| a\n<img src=x> [x](http://y) `c` @all")
    log = replace(BROKEN.build, log="</pre><script>")
    text = markdown(graded(replace(with_tests(evil), build=log)))
    for markup in ("<img", "[x](", "`c`", "@all", "<script", "| a"):
        assert markup not in text
    assert "| cases | stdio | wrong&#95;answer | 40/100 | 0/1 |" in text
