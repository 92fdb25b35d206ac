"""The command ``judge`` and what pipelines do with it, as processes of their own against a whole judge."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

from judge.config import CHECKOUT
from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import ADD, write_sum_package

CHALLENGES = CHECKOUT / "challenges"
RUN_SH = CHECKOUT / "integrations" / "github" / "run.sh"
GITLAB = CHECKOUT / "integrations" / "gitlab" / "judge.gitlab-ci.yml"
WRONG = CHALLENGES / "sum-of-two/submissions/wrong_answer/doubles-node"
RIGHT = CHALLENGES / "sum-of-two/submissions/accepted/python"


class Shell:
    """A pipeline's: the command on PATH, a repository as the current folder, and few variables."""

    def __init__(self, place: Path) -> None:
        self.work = place / "repository"
        self.work.mkdir()
        bin_folder = place / "bin"
        bin_folder.mkdir()
        # As scripts/setup writes it.
        command = f'#!/bin/sh\nPYTHONPATH="{CHECKOUT}" exec "{sys.executable}" -P -m judge.cli "$@"\n'
        (bin_folder / "judge").write_text(command)
        (bin_folder / "judge").chmod(0o755)
        self.environment = {
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "HOME": str(place),
            "CI": "true",
            "JUDGE_SANDBOX": "docker",
            "DOCKER_HOST": os.environ.get("DOCKER_HOST", ""),
        }

    def take(self, submission: Path) -> None:
        """Its files are the repository."""
        shutil.copytree(submission, self.work, dirs_exist_ok=True)

    def run(self, *command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        argv = [str(word) for word in command]
        environment = {**self.environment, **variables}
        return subprocess.run(
            argv, cwd=self.work, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    def judge(self, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return self.run("judge", *arguments, **variables)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def variables(judge: JudgeServer) -> dict[str, str]:
    return {"JUDGE_API_URL": str(judge.client.base_url), "JUDGE_API_KEY": judge.key}


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """Without ids and times, what differs from one run to the next, and (of services) what quotes random values."""
    fleeting = {"id", "created_at", "started_at", "finished_at", "cpu_ms", "wall_ms", "memory_kib", "started_ms", "log"}
    fleeting |= {"noise", "near", "warnings"}
    if any(stage["kind"] == "http" for stage in record["stages"]):
        fleeting |= {"message", "evidence", "detail"}

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: strip(each) for name, each in value.items() if name not in fleeting}
        return [strip(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = strip(record)
    return found


@pytest.mark.docker
@pytest.mark.parametrize(("submission", "code"), [(RIGHT, 0), (WRONG, 1)], ids=["right", "wrong"])
def test_a_submission_from_a_pipeline_exits_with_its_verdict(
    judge: JudgeServer, shell: Shell, submission: Path, code: int
) -> None:
    shell.take(submission)
    done = shell.judge("submit", ".", "--challenge", "sum-of-two", "--json", "--junit", "j.xml", **variables(judge))
    assert done.returncode == code, done.stderr
    record = json.loads(done.stdout)
    assert record == judge.client.get(f"/api/v1/submissions/{record['id']}").json()
    served = judge.client.get(f"/api/v1/submissions/{record['id']}/report.xml").content
    assert (shell.work / "j.xml").read_bytes() == served
    assert "hidden/01" in done.stderr


@pytest.mark.docker
def test_a_judge_that_is_not_there_exits_with_4(shell: Shell) -> None:
    shell.take(RIGHT)
    done = shell.judge("submit", ".", "--challenge", "sum-of-two", "--url", "http://127.0.0.1:1", "--timeout", "2")
    assert done.returncode == 4
    assert "cannot be reached" in done.stderr


@pytest.mark.docker
def test_a_challenge_that_fails_exits_with_3_and_blames_nobody(shell: Shell, tmp_path: Path) -> None:
    write_sum_package(tmp_path, "broken", limits="{cpu_s: 1}")
    manifest = tmp_path / "broken/challenge.yaml"
    checker = "checker: {type: program, path: stages/cases/check.py}"
    manifest.write_text(manifest.read_text().replace("points: 100, groups", f"points: 100, {checker}, groups", 1))
    (tmp_path / "broken/stages/cases/check.py").write_text("raise SystemExit(7)\n")
    (shell.work / "main.py").write_text(ADD)
    done = shell.judge("grade", ".", "--package", tmp_path / "broken", "--threshold", "0")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "This is not your fault" in done.stdout


SAME = (
    "sum-of-two/accepted/go",
    "sum-of-two/wrong_answer/doubles-node",
    "sum-of-two/compile_error/undeclared-cpp",
    "sum-of-two/runtime_error/last-line-node",
    "todo-api/accepted/flask",
    "url-shortener/wrong_answer/memory-only-python",
)


@pytest.mark.docker
@pytest.mark.parametrize("name", SAME)
def test_grading_on_the_spot_gives_the_record_that_the_server_gives(
    judge: JudgeServer, shell: Shell, name: str
) -> None:
    challenge, _, known = name.partition("/")
    folder = CHALLENGES / challenge / "submissions" / known
    shell.take(folder)
    here = shell.judge("grade", ".", "--package", CHALLENGES / challenge, "--json", "--junit", "out/junit.xml")
    there = shell.judge("submit", ".", "--challenge", challenge, "--json", **variables(judge))
    assert here.stdout, here.stderr
    assert comparable(json.loads(here.stdout)) == comparable(json.loads(there.stdout))
    assert here.returncode == there.returncode == (0 if "accepted" in known else 1)
    report = JUnitXml.fromfile(str(shell.work / "out/junit.xml"))
    assert (report.failures > 0) == ("accepted" not in known)
    assert report.tests >= sum(len(stage["tests"]) for stage in json.loads(here.stdout)["stages"])


@pytest.mark.docker
def test_what_is_graded_cannot_change_how_it_is_graded(shell: Shell) -> None:
    shell.take(WRONG)
    marker = shell.work.parent / "ran"
    for name in ("json.py", "pydantic.py", "docker.py", "sitecustomize.py", "worker/__init__.py", "judge/__init__.py"):
        file = shell.work / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"open({str(marker)!r}, 'w')\nraise SystemExit(0)\n")
    done = shell.judge("grade", "main.js", "--package", CHALLENGES / "sum-of-two", PYTHONPATH=".")
    assert (done.returncode, marker.exists()) == (1, False), done.stderr
    assert not (shell.work / ".judge").exists()


@pytest.mark.docker
@pytest.mark.parametrize(("stop", "status"), [(True, 130), (False, 1)], ids=["stopped", "to the end"])
def test_grading_leaves_no_box_and_no_process(shell: Shell, stop: bool, status: int) -> None:
    shell.take(CHALLENGES / "sum-of-two/submissions/time_limit_exceeded/sleeps-node")
    command = ("judge", "grade", ".", "--package", str(CHALLENGES / "sum-of-two"))
    with subprocess.Popen(command, cwd=shell.work, env=shell.environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "sample/01" in process.stderr.readline()
        (grader,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        listed = ("docker", "ps", "--all", "--quiet", "--filter", f"label=judge.worker={os.uname().nodename}:{grader}")
        assert subprocess.run(listed, capture_output=True, check=True).stdout
        if stop:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == status
    deadline = time.monotonic() + 30
    while Path(f"/proc/{grader}").exists() or subprocess.run(listed, capture_output=True, check=True).stdout:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def github(shell: Shell, **given: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """The action's own script with the variables that a runner gives a step, and what it put out."""
    place = shell.work.parent
    files = {name: place / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    inputs = {"INPUT_PATH": ".", "INPUT_VIEW": "candidate", "INPUT_TIMEOUT": "300"}
    runner = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(RUN_SH.parent),
        "GITHUB_WORKSPACE": str(shell.work),
        "RUNNER_TEMP": str(place),
        **{name: str(file) for name, file in files.items()},
    }
    done = shell.run("bash", RUN_SH, **runner, **inputs, **given)
    outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
    return done, {**outputs, "summary": files["GITHUB_STEP_SUMMARY"].read_text()}


@pytest.mark.docker
def test_the_action_grades_on_a_judge_and_tells_the_runner(judge: JudgeServer, shell: Shell) -> None:
    shell.take(WRONG)
    done, outputs = github(shell, INPUT_CHALLENGE="sum-of-two", INPUT_SARIF="out.sarif", **variables(judge))
    assert done.returncode == 1, done.stderr
    assert (outputs["status"], outputs["verdict"], outputs["score"]) == ("failed", "wrong_answer", "60.0")
    assert outputs["summary"].startswith("### ❌ sum-of-two: wrong_answer, 60 of 100 points")
    assert "::error file=main.js,line=1,title=cases hidden/01::" in done.stderr
    assert json.loads((shell.work / "out.sarif").read_text())["version"] == "2.1.0"
    assert judge.key not in done.stdout + done.stderr + str(outputs)


@pytest.mark.docker
def test_the_action_grades_without_a_judge_and_shows_what_a_candidate_may_see(shell: Shell) -> None:
    shell.take(WRONG)
    done, outputs = github(shell, INPUT_PACKAGE=str(CHALLENGES / "sum-of-two"), INPUT_THRESHOLD="60%")
    assert (done.returncode, outputs["status"], outputs["max-score"]) == (0, "passed", "100.0"), done.stderr
    assert "Word 6, line 6" not in done.stdout + done.stderr + outputs["summary"]


@pytest.mark.docker
@pytest.mark.parametrize(
    ("given", "code"),
    [({}, 2), ({"INPUT_PACKAGE": "a", "INPUT_CHALLENGE": "b"}, 2), ({"INPUT_PACKAGE": "nowhere"}, 2)],
    ids=["neither", "both", "no such package"],
)
def test_the_action_says_what_is_wrong_with_its_inputs(shell: Shell, given: dict[str, str], code: int) -> None:
    shell.take(RIGHT)
    done, outputs = github(shell, **given)
    assert (done.returncode, outputs.get("status", "error")) == (code, "error")
    assert "Give challenge" in done.stdout or "does not exist" in done.stderr


@pytest.mark.docker
def test_the_gitlab_job_runs_as_written(judge: JudgeServer, shell: Shell) -> None:
    job = yaml.safe_load(GITLAB.read_text())[".judge"]
    shell.take(WRONG)
    given = {**job["variables"], "CHALLENGE": "sum-of-two", "THRESHOLD": "50%", "GITLAB_CI": "true"}
    script = "\n".join(["set -eo pipefail", *job["script"]])
    done = shell.run("bash", "-c", script, **given, **variables(judge))
    assert done.returncode == 0, done.stderr
    assert JUnitXml.fromfile(str(shell.work / job["artifacts"]["reports"]["junit"])).failures == 2
    failed = shell.run("bash", "-c", script, **{**given, "THRESHOLD": ""}, **variables(judge))
    assert failed.returncode == 1


@pytest.mark.docker
def test_a_key_from_the_command_line_submits_and_a_revoked_one_does_not(judge: JudgeServer, shell: Shell) -> None:
    admin = variables(judge)
    made = shell.judge("keys", "create", "--role", "ci", "--name", "to be revoked", "--out", "ci.key", **admin)
    assert made.returncode == 0, made.stderr
    (record,) = [
        each
        for each in map(json.loads, shell.judge("keys", "list", "--json", **admin).stdout.splitlines())
        if each["name"] == "to be revoked"
    ]
    shell.take(RIGHT)
    (shell.work / ".judgeignore").write_text("*.key\n")
    submit = ("submit", ".", "--challenge", "sum-of-two", "--url", admin["JUDGE_API_URL"], "--key-file", "ci.key")
    assert shell.judge(*submit).returncode == 0
    assert shell.judge("keys", "revoke", record["id"], **admin).returncode == 0
    refused = shell.judge(*submit)
    assert (refused.returncode, "key" in refused.stderr) == (2, True)


@pytest.mark.bubblewrap
def test_grading_on_the_spot_works_without_an_engine_too(shell: Shell) -> None:
    shell.take(RIGHT)
    done = shell.judge("grade", ".", "--package", CHALLENGES / "sum-of-two", "--json", JUDGE_SANDBOX="bubblewrap")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sandbox"]["backend"] == "bubblewrap"
