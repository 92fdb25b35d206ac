"""judge keys and judge completion."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from judge.cli.exits import Exit
from judge.domain.access import SHARED, Role
from tests.fakes.command import Command
from tests.fakes.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def command(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    made = Command(world, monkeypatch)
    monkeypatch.setenv("JUDGE_API_KEY", world.key(Role.ADMIN, SHARED))
    return made


CREATE = ("keys", "create", "--role", "ci", "--name", "pipeline")


def test_a_new_key_is_all_that_standard_output_has(command: Command, world: World) -> None:
    done = command.run(*CREATE, "--organisation", "acme", "--subject", "nightly")
    key = done.stdout.strip()
    me = world.client_with(key).get("/api/v1/me").json
    assert (me["role"], me["organisation"], me["subject"]) == ("ci", "acme", "nightly")
    assert key not in done.stderr


def test_a_key_in_a_file_is_for_its_owner_and_not_on_the_screen(command: Command, world: World) -> None:
    done = command.run(*CREATE, "--out", "ci.key")
    key = Path("ci.key").read_text().strip()
    assert Path("ci.key").stat().st_mode & 0o777 == 0o600
    assert world.client_with(key).get("/api/v1/me").status_code == 200
    assert key not in done.output


def test_no_key_is_made_for_a_file_that_cannot_be(command: Command) -> None:
    Path("ci.key").write_text("mine")
    before = command.run("keys", "list").stdout
    done = command.run(*CREATE, "--out", "ci.key")
    assert (done.exit_code, Path("ci.key").read_text()) == (Exit.USAGE, "mine")
    assert command.run("keys", "list").stdout == before


def test_no_file_is_left_for_a_key_that_was_refused(command: Command) -> None:
    done = command.run(*CREATE, "--organisation", "No Such", "--out", "ci.key")
    assert done.exit_code == Exit.USAGE
    assert "organisation" in done.stderr
    assert not Path("ci.key").exists()


@pytest.mark.parametrize(
    ("given", "days"), [("30d", 30), ("48h", 2), ((datetime.now(UTC) + timedelta(days=9)).date().isoformat(), 9)]
)
def test_a_key_may_end(command: Command, given: str, days: int) -> None:
    command.run(*CREATE, "--expires", given)
    records = [json.loads(line) for line in command.run("keys", "list", "--json").stdout.splitlines()]
    (ends,) = [record["expires_at"] for record in records if record["expires_at"]]
    left = datetime.fromisoformat(ends) - datetime.now(UTC)
    assert timedelta(days=days - 1) < left <= timedelta(days=days)


@pytest.mark.parametrize("given", ["soon", "30", "-1d", "2030-13-01"])
def test_a_time_that_is_none_is_a_mistake_in_usage(command: Command, given: str) -> None:
    done = command.run(*CREATE, "--expires", given)
    assert (done.exit_code, "must be like 30d" in done.stderr) == (Exit.USAGE, True)


def test_a_revoked_key_is_refused_from_then_on(command: Command, world: World) -> None:
    key = command.run(*CREATE).stdout.strip()
    records = [json.loads(line) for line in command.run("keys", "list", "--json").stdout.splitlines()]
    (made,) = [record for record in records if record["role"] == "ci"]
    assert command.run("keys", "revoke", made["id"]).exit_code == Exit.PASSED
    assert world.client_with(key).get("/api/v1/me").status_code == 401
    assert "revoked 20" in command.run("keys", "list").stdout


def test_who_may_not_is_told(command: Command, world: World) -> None:
    done = command.run(*CREATE, JUDGE_API_KEY=world.key(Role.CANDIDATE))
    assert (done.exit_code, "Error:" in done.stderr) == (Exit.USAGE, True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(command: Command, shell: str) -> None:
    done = command.run("completion", shell)
    assert done.exit_code == 0
    assert f"_JUDGE_COMPLETE={shell}_complete" in done.stdout


def test_commands_are_completed(tmp_path: Path) -> None:
    environment = {**os.environ, "COMP_WORDS": "judge s", "COMP_CWORD": "1", "_JUDGE_COMPLETE": "bash_complete"}
    command = [sys.executable, "-m", "judge.cli"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["plain,status", "plain,submit"]
