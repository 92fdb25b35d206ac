"""judge submit, status and report against the API in memory."""

import json
import os
from pathlib import Path
from xml.etree.ElementTree import parse

import httpx
import pytest
from junitparser import JUnitXml

from judge.cli.exits import Exit
from judge.domain.report import Report
from tests.fakes.command import Command, at_work
from tests.fakes.world import World, right_report, wrong_report


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return at_work(tmp_path, monkeypatch)


SUBMIT = ("submit", "solution", "--challenge", "adder")


def test_an_accepted_submission_exits_with_0_and_tells_each_test(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Command(world, monkeypatch, right_report()).run(*SUBMIT)
    assert done.exit_code == Exit.PASSED
    assert done.stdout.splitlines()[-1] == "adder (python): accepted, 100 of 100 points"
    assert "ok    cases sample/1  accepted  10 ms" in done.stderr.splitlines()
    assert "queued" in done.stderr.splitlines()


def test_a_failed_one_exits_with_1_and_says_why(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Command(world, monkeypatch, wrong_report()).run(*SUBMIT)
    assert done.exit_code == Exit.FAILED
    assert "adder (python): wrong_answer, 40 of 100 points" in done.stdout
    assert "FAIL  cases hidden/2  wrong_answer  10 ms" in done.stderr


def test_a_failure_of_ours_exits_with_3_whatever_is_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Command(world, monkeypatch, Report(cause="sandbox_failed")).run(*SUBMIT, "--threshold", "0")
    assert done.exit_code == Exit.FAULT
    assert "This is not your fault" in done.stdout


@pytest.mark.parametrize(
    ("threshold", "code"), [("40", 0), ("40.5", 1), ("40%", 0), ("41%", 1), ("0", 0), ("100", 1), ("1e1", 0)]
)
def test_a_threshold_is_points_or_a_percentage(
    world: World, monkeypatch: pytest.MonkeyPatch, threshold: str, code: int
) -> None:
    assert Command(world, monkeypatch, wrong_report()).run(*SUBMIT, "--threshold", threshold).exit_code == code


@pytest.mark.parametrize("threshold", ["many", "-1", "101%", "nan", "inf", ""])
def test_a_threshold_that_is_none_is_a_mistake_in_usage(
    world: World, monkeypatch: pytest.MonkeyPatch, threshold: str
) -> None:
    done = Command(world, monkeypatch).run(*SUBMIT, "--threshold", threshold)
    assert (done.exit_code, "such as 60, or a percentage" in done.stderr) == (Exit.USAGE, True)


def test_with_json_standard_output_is_the_record_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Command(world, monkeypatch, wrong_report())
    done = command.run(*SUBMIT, "--json", GITHUB_ACTIONS="true")
    record = command.record(done)
    assert record == world.client.get(f"/api/v1/submissions/{record['id']}").json
    assert "40 of 100 points" in done.stderr


def test_what_was_sent_is_what_lies_in_the_folder(world: World, monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    (work / "solution/data.bin").write_bytes(bytes(range(256)))
    (work / "solution/.git").mkdir()
    (work / "solution/.git/config").write_text("secret")
    command = Command(world, monkeypatch, right_report())
    record = command.record(command.run(*SUBMIT, "--json"))
    row = world.store.tables.row(record["id"])
    assert row.files == {"main.py": b"print(3)\n", "data.bin": bytes(range(256))}


def test_without_waiting_only_the_id_is_printed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Command(world, monkeypatch).run(*SUBMIT, "--no-wait")
    assert done.exit_code == Exit.PASSED
    assert world.store.submissions.get(done.stdout.strip()).state == "queued"


def test_no_verdict_in_time_exits_with_4_and_says_how_to_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Command(world, monkeypatch).run(*SUBMIT, "--timeout", "0.3")
    assert done.exit_code == Exit.UNREACHABLE
    assert "No verdict within 0.3 s. It is still being graded: judge report 01" in done.stderr


def test_a_lost_answer_is_one_submission(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command(world, monkeypatch, right_report())
    sent = []

    def lose_the_first(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and not sent:
            sent.append(request)
            command.wire.instead = lambda _: None
            command.wire.handle_request(request)
            raise httpx.ReadError("connection reset")
        return None

    command.wire.instead = lose_the_first
    assert command.run(*SUBMIT).exit_code == Exit.PASSED
    assert len(world.client.get("/api/v1/submissions").json["submissions"]) == 1


def test_a_stream_that_breaks_is_no_lost_verdict(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command(world, monkeypatch, right_report())

    command.wire.instead = lambda request: (
        httpx.Response(200, text="<html>") if request.url.path.endswith("/events") else None
    )
    assert command.run(*SUBMIT).exit_code == Exit.PASSED


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("submit", "solution", "--challenge", "nope"), "there is no challenge nope"),
        (("submit", "solution", "--challenge", "adder", "--runtime", "java"), "runtime java is not allowed"),
        (("submit", "nowhere", "--challenge", "adder"), "'nowhere' does not exist"),
        (("submit", "solution"), "Missing option '--challenge'"),
        (("submit", "solution", "--challenge", "adder", "--no-wait", "--junit", "x"), "--no-wait has no verdict"),
        (("submit", "solution", "--challenge", "adder", "--junit", "solution/main.py/x"), "cannot be written"),
        (("status", "01M84NHF5WRAX23BJN3YSS37NA"), "there is no submission"),
        (("status", "../keys"), "was not found"),
        (("report", "?wait=1"), "there is no submission"),
    ],
)
def test_what_cannot_be_done_as_asked_exits_with_2(
    world: World, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    done = Command(world, monkeypatch, right_report()).run(*arguments)
    assert done.exit_code == Exit.USAGE
    assert said in done.stderr


def test_files_that_fit_no_runtime_ask_for_one(world: World, monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    (work / "notes.txt").write_text("")
    done = Command(world, monkeypatch).run("submit", "notes.txt", "--challenge", "adder")
    assert done.exit_code == Exit.USAGE
    assert "Give --runtime: adder is for python, node." in done.stderr


def test_the_servers_words_about_files_are_passed_on(world: World, monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    (work / "solution/large.py").write_text("#" * 1500)
    done = Command(world, monkeypatch).run(*SUBMIT)
    assert done.exit_code == Exit.USAGE
    assert "large.py" in done.stderr


def test_a_mistake_of_ours_is_never_taken_for_a_failed_submission(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judge.cli.submit.collect", lambda *_: 1 / 0)
    assert Command(world, monkeypatch).run(*SUBMIT).exit_code == Exit.FAULT


def test_a_server_that_cannot_be_reached_exits_with_4(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command(world, monkeypatch)

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused")

    command.wire.instead = refuse
    done = command.run(*SUBMIT)
    assert done.exit_code == Exit.UNREACHABLE
    assert "cannot be reached: Connection refused" in done.stderr


def test_the_report_written_later_is_the_servers(world: World, monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    submission = world.submit()
    world.finish(submission)
    done = Command(world, monkeypatch).run("report", submission, "--junit", "out/junit.xml")
    assert done.exit_code == Exit.FAILED
    served = world.client.get(f"/api/v1/submissions/{submission}/report.xml")
    assert (work / "out/junit.xml").read_bytes() == served.data
    assert sum(suite.failures for suite in JUnitXml.fromfile(str(work / "out/junit.xml"))) == 1


def test_a_report_of_files_that_are_not_here_still_has_places(
    world: World, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    submission = world.submit()
    world.finish(submission)
    Command(world, monkeypatch).run("report", submission, "--sarif", "out.sarif")
    (result,) = json.loads((work / "out.sarif").read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "main.py"


def test_every_file_is_written_before_it_exits(world: World, monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    names = ("junit", "sarif", "gradescope", "markdown")
    options = [word for name in names for word in (f"--{name}", f"out/{name}")]
    assert Command(world, monkeypatch, wrong_report()).run(*SUBMIT, *options).exit_code == Exit.FAILED
    assert parse(work / "out/junit").getroot().tag == "testsuites"
    (result,) = json.loads((work / "out/sarif").read_text())["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (result["ruleId"], uri) == ("wrong_output", "solution/main.py")
    assert json.loads((work / "out/gradescope").read_text())["score"] == 40
    assert (work / "out/markdown").read_text().startswith("### ❌ adder: wrong_answer, 40 of 100 points")


def test_a_report_that_is_not_there_yet_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = world.submit()
    done = Command(world, monkeypatch).run("report", submission)
    assert done.exit_code == Exit.UNREACHABLE
    assert f"{submission} is queued: there is no verdict yet. Give --wait." in done.stderr


def test_a_cancelled_submission_has_not_passed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = world.submit()
    world.client.post(f"/api/v1/submissions/{submission}/cancel")
    done = Command(world, monkeypatch).run("report", submission)
    assert (done.exit_code, "is cancelled: there is no verdict" in done.stderr) == (Exit.FAILED, True)


def test_status_says_where_it_stands_and_exits_with_0(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = world.submit()
    command = Command(world, monkeypatch)
    assert command.run("status", submission).stdout == (
        f"{submission} adder queued, position 1, no worker is running\n"
    )
    world.finish(submission)
    done = command.run("status", submission)
    assert (done.exit_code, "wrong_answer, 40.0 of 100.0 points" in done.stdout) == (0, True)
    assert json.loads(command.run("status", submission, "--json").stdout)["id"] == submission


def test_a_file_whose_name_is_not_utf8_is_a_mistake_in_usage_and_named(
    world: World, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    (work / "solution" / os.fsdecode(b"caf\xe9.txt")).write_text("")
    command = Command(world, monkeypatch, right_report())
    done = command.run(*SUBMIT)
    assert done.exit_code == Exit.USAGE
    assert '"solution/caf\\udce9.txt" has a character that is not valid Unicode' in done.stderr
    assert command.wire.seen == []


def test_a_folder_whose_name_is_not_utf8_is_sent_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    """Only the names within it are the submission's."""
    (work / "solution").rename(work / os.fsdecode(b"caf\xe9"))
    command = Command(world, monkeypatch, wrong_report())
    names = ("junit", "sarif", "gradescope", "markdown")
    options = [word for name in names for word in (f"--{name}", f"out/{name}")]
    done = command.run(
        "submit",
        os.fsdecode(b"caf\xe9"),
        *SUBMIT[2:],
        *options,
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY="out/summary",
    )
    assert done.exit_code == Exit.FAILED, done.stderr
    assert len(list((work / "out").iterdir())) == 5
