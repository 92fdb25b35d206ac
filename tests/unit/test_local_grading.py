"""Grading on the spot: the worker's pipeline in one process, over the fake sandbox, with records as the API's."""

import json
import subprocess
import sys
from base64 import b64encode
from typing import Any

import pytest

from judge.api.records import Submission
from judge.domain.errors import InvalidInput, Unavailable
from judge.service.files import FileLimits
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import RUNTIMES
from worker.local.grading import Ground, Session
from worker.local.plan import make_plan
from worker.local.requests import Request

MANIFEST = """\
format: 1
id: echo
title: Echo
summary: Print what was read.
difficulty: easy
skills: [parsing]
runtimes: [shell, python]
stages:
  - name: cases
    kind: stdio
    points: 60
    groups:
      - {name: sample, points: 10, visibility: full}
      - {name: hidden, points: 50, visibility: none}
"""
PACKAGE = {
    "challenge.yaml": MANIFEST.encode(),
    "statement.md": b"Echo.\n",
    "stages/cases/sample/1.in": b"1\n",
    "stages/cases/sample/1.ans": b"1\n",
    "stages/cases/hidden/2.in": b"2\n",
    "stages/cases/hidden/2.ans": b"2\n",
}


def to_grade(program: bytes, name: str = "one", **more: Any) -> dict[str, Any]:
    return {"name": name, "files": {"main.sh": b64encode(program).decode()}, **more}


def grade(
    *submissions: dict[str, Any], viewer: str = "author", sandbox: FakeSandbox | None = None
) -> list[dict[str, Any]]:
    """Everything that is said, parsed."""
    request = Request.model_validate({"package": "/nowhere", "viewer": viewer, "submissions": submissions})
    plan = make_plan(request, PACKAGE, RUNTIMES, FileLimits())
    lines: list[str] = []
    ground = Ground(sandbox=sandbox or FakeSandbox(tuple(RUNTIMES)), runtimes=RUNTIMES, sidecars={}, max_attempts=1)
    Session(plan, ground, lines.append).run()
    return [json.loads(line) for line in lines]


def record(lines: list[dict[str, Any]]) -> dict[str, Any]:
    assert [line["type"] for line in lines].count("record") == 1
    found: dict[str, Any] = lines[-1]["record"]
    return found


def test_each_test_is_told_of_and_then_the_record() -> None:
    lines = grade(to_grade(b"cat"))
    assert [(line["type"], line["name"]) for line in lines] == [("test", "one"), ("test", "one"), ("record", "one")]
    assert [line["test"]["name"] for line in lines[:2]] == ["sample/1", "hidden/2"]
    found = record(lines)
    assert (found["verdict"], found["score"], found["max_score"]) == ("accepted", 60, 60)


def test_the_record_has_exactly_the_members_of_the_apis() -> None:
    found = record(grade(to_grade(b"cat")))
    assert list(found) == list(Submission.model_fields)
    assert Submission.model_validate(found).model_dump(mode="json") == found
    assert (found["state"], found["challenge_version"], found["attempt"]) == ("finished", 1, 1)


def test_several_submissions_are_graded_one_after_another_by_the_names_they_were_given() -> None:
    lines = grade(to_grade(b"cat", "good"), to_grade(b"echo 7", "bad"))
    records = {line["name"]: line["record"]["verdict"] for line in lines if line["type"] == "record"}
    assert records == {"good": "accepted", "bad": "wrong_answer"}


def test_a_candidate_is_told_nothing_of_tests_that_are_not_shown() -> None:
    lines = grade(to_grade(b"echo 7"), viewer="candidate")
    assert "hidden" not in json.dumps(lines)
    assert [test["name"] for test in record(lines)["stages"][0]["tests"]] == ["sample/1"]


def test_the_runtime_is_deduced_where_the_files_are_clear() -> None:
    assert record(grade(to_grade(b"cat")))["runtime"] == "shell"


@pytest.mark.parametrize(
    ("submission", "field", "said"),
    [
        ({"files": {"notes.txt": ""}}, "runtime", "fit no runtime of the challenge; name one of shell, python"),
        ({"files": {"main.sh": "", "main.py": ""}}, "runtime", "fit shell and python"),
        ({"runtime": "cobol", "files": {"a": ""}}, "runtime", 'there is no runtime "cobol"'),
        ({"runtime": "built", "files": {"a": ""}}, "runtime", "built is not allowed for this challenge"),
        ({"runtime": "shell", "files": {"a": ""}}, "files", "has no main.sh"),
        ({"files": {"../a": ""}}, 'files["../a"]', '".."'),
        ({"files": {}}, "files", "is empty"),
    ],
)
def test_what_the_server_would_refuse_is_refused_in_the_same_words(
    submission: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        grade(submission)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert said in problem.message


def test_a_sandbox_that_fails_is_our_fault_in_the_record() -> None:
    sandbox = FakeSandbox(tuple(RUNTIMES))
    sandbox.broken = True
    found = record(grade(to_grade(b"cat"), sandbox=sandbox))
    assert (found["verdict"], found["cause"], found["max_score"]) == ("judge_error", "sandbox_failed", 60)


def test_a_runtime_that_is_not_installed_here_is_told_before_anything_runs() -> None:
    with pytest.raises(Unavailable, match="cannot run shell; judge doctor"):
        grade(to_grade(b"cat"), sandbox=FakeSandbox(("python",)))


@pytest.mark.parametrize(
    ("request_text", "field"),
    [
        ("{}", "package"),
        ("nonsense", "request"),
        ('{"package": "/nowhere", "submissions": [{"files": {}}]}', "package"),
    ],
)
def test_the_process_says_in_a_line_what_is_wrong_with_its_request(request_text: str, field: str) -> None:
    command = [sys.executable, "-m", "worker.local"]
    done = subprocess.run(command, input=request_text, capture_output=True, text=True, timeout=60, check=False)
    said = json.loads(done.stdout)
    assert (done.returncode, said["type"], said["code"]) == (2, "error", "invalid_input")
    assert field in [error["field"] for error in said["errors"]]


def test_records_are_made_without_a_web_framework() -> None:
    """``judge grade`` starts quickly, and the worker knows no Flask."""
    program = "import sys, worker.local.__main__; sys.exit('flask' in sys.modules or 'celery' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
