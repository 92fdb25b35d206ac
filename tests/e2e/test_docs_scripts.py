"""The scripts in docs/, one for each kind of user: run as they are written, after one another, against one judge."""

import csv
import io
import os
import subprocess
from pathlib import Path

import pytest
from junitparser import JUnitXml

from judge.config import CHECKOUT
from tests.e2e.judge_server import JudgeServer

pytestmark = pytest.mark.docker


def run(judge: JudgeServer, script: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")}
    return subprocess.run(
        ("sh", str(CHECKOUT / "docs" / script)),
        env={**kept, "JUDGE_HOME": str(judge.home)},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def said(judge: JudgeServer) -> dict[str, str]:
    """What each script printed; all of them ended well."""
    assert (CHECKOUT / ".venv" / "bin" / "judge").is_file(), "scripts/setup makes the command"
    printed = {}
    for script in ("manager.sh", "candidate.sh", "pipeline.sh"):
        done = run(judge, script)
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        printed[script] = done.stdout
    return printed


@pytest.fixture
def tour(judge: JudgeServer) -> Path:
    return judge.home / "tour"


def test_the_manager_publishes_a_proved_challenge_and_gets_a_link(said: dict[str, str]) -> None:
    assert "2 of 2 known submissions are as they are filed" in said["manager.sh"]
    assert "acme-sums version 1 is published" in said["manager.sh"]
    assert "/join/" in said["manager.sh"]
    (row,) = csv.DictReader(io.StringIO(said["manager.sh"][said["manager.sh"].index("person,") :]))
    assert (row["name"], row["score"], row["attempts"]) == ("Ann Lee", "0.0", "0")


def test_the_candidate_learns_why_and_then_passes(said: dict[str, str]) -> None:
    text = said["candidate.sh"]
    assert "'stdout': '42\\n'" in text
    assert text.index("wrong_answer, 36.6667 of 100 points") < text.index("exit status 1")
    assert text.index("exit status 1") < text.index("accepted, 100 of 100 points")


def test_the_pipeline_has_its_verdict_on_and_off_the_server(said: dict[str, str], tour: Path) -> None:
    text = said["pipeline.sh"]
    assert "valid: nothing in it was changed" in text
    assert "exit status 1" in text
    suites = [JUnitXml.fromfile(str(tour / name)) for name in ("server.xml", "local.xml")]
    assert [(suite.tests, suite.failures, suite.errors) for suite in suites] == [(5, 0, 0), (5, 0, 0)]


def test_what_the_candidate_did_is_in_the_managers_results(
    judge: JudgeServer, said: dict[str, str], tour: Path
) -> None:
    assert said
    assessment = (tour / "assessment").read_text().strip()
    with judge.client_with((tour / "manager.key").read_text().strip()) as manager:
        answer = manager.get(f"/api/v1/assessments/{assessment}/results", params={"format": "csv"})
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["name"], row["score"], row["attempts"]) == ("Ann Lee", "100.0", "2")


def test_keys_are_for_their_owner_alone(said: dict[str, str], tour: Path) -> None:
    assert said
    modes = {path.name: path.stat().st_mode & 0o077 for path in tour.glob("*.key")}
    assert modes == {"manager.key": 0, "candidate.key": 0, "ci.key": 0}
    assert tour.stat().st_mode & 0o077 == 0


def test_the_scripts_are_plain_shell() -> None:
    for script in CHECKOUT.glob("docs/*.sh"):
        assert script.read_text().startswith("#!/bin/sh\n")
        assert subprocess.run(("sh", "-n", str(script)), check=False).returncode == 0
