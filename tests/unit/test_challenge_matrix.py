"""``judge challenge test``: what it concludes from the records of the local grader, which is a program of its own."""

import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from junitparser import JUnitXml

from judge.cli.challenge.matrix import Matrix, Row, run_of
from judge.cli.challenge.places import write_new
from judge.cli.challenge.shown import complaints, junit, show
from judge.cli.commands import judge
from judge.cli.exits import Fault, Refused
from judge.domain.challenge import KnownSubmission
from judge.packages import load
from judge.runtimes import load_catalogue
from judge.scaffold import scaffold

KNOWN = KnownSubmission(name="sorts-python", expected="wrong_answer", runtime="python", files={})


def record(verdict="wrong_answer", tests=("wrong_answer",), cpu_ms=4.0):
    rows = [
        {"name": f"hidden/{number}", "verdict": outcome, "cpu_ms": cpu_ms, "wall_ms": 10.0}
        for number, outcome in enumerate(tests)
    ]
    return {"verdict": verdict, "cause": "wrong_output", "stages": [{"name": "cases", "tests": rows}]}


def row(*records):
    return Row(KNOWN, [run_of(each) for each in records])


def test_a_submission_that_always_gets_its_verdict_is_good():
    assert row(record(), record()).good
    assert row(record(), record()).flakes == []


def test_a_submission_near_a_limit_is_warned_of_and_good(capsys):
    close = record()
    close["stages"][0]["tests"][0]["near"] = ["memory"]
    close["stages"][0]["service"] = {"near": ["cpu_time"]}
    found = row(record(), close)
    show(Matrix("sum", [found]))

    assert found.good
    assert found.as_json()["near"] == ["cpu_time", "memory"]
    assert (
        "warning: known submission wrong_answer/sorts-python is within 10 % of the limit for" in capsys.readouterr().out
    )


def test_another_verdict_is_told():
    found = row(record("accepted", ["accepted"]))

    assert not found.good
    assert complaints(found) == ["is filed under wrong_answer, but got accepted"]


def test_a_submission_whose_verdict_changes_is_a_flake():
    found = row(record(), record("accepted", ["accepted"]), record())

    assert not found.good
    assert "verdict: wrong_answer 2×, accepted 1×" in found.flakes
    assert "cases/hidden/0: wrong_answer 2×, accepted 1×" in found.flakes


def test_a_test_that_changes_under_the_same_verdict_is_a_flake_too():
    found = row(record(tests=["wrong_answer", "accepted"]), record(tests=["wrong_answer", "wrong_answer"]))

    assert found.as_expected
    assert not found.good
    assert found.flakes == ["cases/hidden/1: accepted 1×, wrong_answer 1×"]


def test_times_are_medians_over_the_runs():
    found = row(*(record(tests=["wrong_answer"] * 2, cpu_ms=cpu) for cpu in (1.0, 100.0, 3.0)))

    assert (found.median("cpu_ms"), found.median("slowest_ms"), found.median("wall_ms")) == (6.0, 3.0, 20.0)


def test_a_matrix_of_nothing_proves_nothing():
    assert not Matrix("empty", []).good


def test_a_name_is_no_markup(capsys: pytest.CaptureFixture[str]):
    named = replace(KNOWN, name="[red]x[/blue]-python")

    show(Matrix("sorting", [Row(named, [run_of(record())])]))

    assert "wrong_answer/[red]x[/blue]-python" in capsys.readouterr().out


def test_the_junit_file_is_read_by_a_public_parser(tmp_path: Path):
    matrix = Matrix("sorting", [row(record()), row(record("accepted", ["accepted"]), record())])
    file = tmp_path / "matrix.xml"
    file.write_bytes(junit(matrix))

    read = JUnitXml.fromfile(str(file))

    assert (read.tests, read.failures) == (2, 1)
    assert ET.fromstring(file.read_bytes()).find(".//failure").get("message").startswith("is filed under wrong_answer")


@pytest.fixture
def tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs ``judge challenge test`` with a grader that says what the test wants."""
    folder = tmp_path / "sums"
    write_new(folder, scaffold("sums", "stdio", ["python"]))

    def test(*arguments: str, **verdicts: list[str]):
        monkeypatch.setattr(import_module("judge.cli.challenge.test"), "LocalGrader", lambda: Grader(verdicts))
        return CliRunner().invoke(judge, ["challenge", "test", str(folder), *arguments])

    return test


class Grader:
    """Gives the verdicts listed for a submission's name (``*``: for all others), one after another."""

    def __init__(self, verdicts: dict[str, list[str]]) -> None:
        self.verdicts = verdicts

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None: ...

    def grade(self, request):
        turns: Counter[str] = Counter()
        for each in request["submissions"]:
            name = each["name"]
            verdicts = self.verdicts.get(name, self.verdicts.get("*", []))
            verdict = verdicts[turns[name] % len(verdicts)] if verdicts else "silence"
            turns[name] += 1
            match verdict:
                case "refused":
                    raise Refused("files are too large")
                case "fault":
                    raise Fault("no engine")
                case "silence":
                    return
            yield {"type": "test", "name": name, "stage": "cases", "test": {}}
            yield {"type": "record", "name": name, "record": {"verdict": verdict, "cause": None, "stages": []}}


ORDER = [known.expected for known in load(scaffold("sums", "stdio", ["python"]), load_catalogue()).known]


def test_all_as_expected_is_exit_0(tested):
    done = tested("--runs", "3", **{"*": ["accepted"], "1": ["wrong_answer"]})

    assert ORDER == ["accepted", "wrong_answer"]
    assert done.exit_code == 0, done.output
    assert "2 of 2 known submissions are as they are filed" in done.output


def test_an_unexpected_verdict_is_exit_1(tested):
    done = tested(**{"*": ["accepted"]})

    assert done.exit_code == 1
    assert "wrong_answer/positive-only-python: is filed under wrong_answer, but got accepted" in done.output


def test_a_flake_is_exit_1_and_named(tested):
    done = tested("--runs", "2", "--json", **{"0": ["accepted", "runtime_error"], "*": ["wrong_answer"]})

    assert done.exit_code == 1
    rows = {each["name"]: each for each in json.loads(done.output)["submissions"]}
    assert rows["accepted/sum-python"]["flakes"] == ["verdict: accepted 1×, runtime_error 1×"]
    assert rows["wrong_answer/positive-only-python"]["as_expected"]


def test_only_the_named_one_is_graded(tested, tmp_path: Path):
    done = tested("--only", "sum-python", "--junit", str(tmp_path / "out.xml"), **{"*": ["accepted"]})

    assert done.exit_code == 0
    assert "1 of 1" in done.output
    assert JUnitXml.fromfile(str(tmp_path / "out.xml")).tests == 1
    assert "did you mean sum-python?" in tested("--only", "sum-pythn").output


def test_a_machine_that_cannot_grade_is_exit_3(tested):
    assert tested(**{"*": ["fault"]}).exit_code == 3
    assert "no engine" in tested(**{"*": ["fault"]}).output
    assert tested(**{"*": ["silence"]}).exit_code == 3


def test_what_the_grader_refuses_is_exit_2(tested):
    assert tested(**{"*": ["refused"]}).exit_code == 2


def test_a_broken_package_is_exit_2_with_its_problems(tmp_path: Path):
    done = CliRunner().invoke(judge, ["challenge", "test", str(tmp_path)])

    assert done.exit_code == 2
    assert "challenge.yaml: is missing" in done.output
