"""``judge up`` as a process: real Redis, real API, and a worker that grades nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worker_process import ROOT, until

pytestmark = pytest.mark.redis

UP = """
import os, sys, click
from dataclasses import replace
from judge.cli.assembly import PROGRAMS
from judge.cli.parts import CannotServe
from judge.cli.up import serve
from judge.config import Settings
programs = replace(PROGRAMS, worker=[sys.executable, *sys.argv[1:]])
try:
    sys.exit(serve(Settings.from_env(os.environ), click.echo, programs))
except CannotServe as error:
    sys.exit(str(error))
"""


class Up:
    """A running ``judge up`` with its home in a folder of the test's."""

    def __init__(self, home: Path, *worker: str, output: Path | None = None, **settings: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")}
        self.home = home
        self.output = output or home.with_suffix(".out")
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-c", UP, *(worker or ("-m", "tests.fake_worker"))],
                cwd=ROOT,
                env=clean | {"JUDGE_HOME": str(home), "JUDGE_PORT": "0"} | settings,
                stdout=stream,
                stderr=stream,
            )

    def said(self) -> str:
        return self.output.read_text()

    def url(self) -> str:
        """Where it serves, once it does."""
        until(lambda: "judge ready" in self.said() or self.process.poll() is not None, 60)
        assert "judge ready" in self.said(), self.said()
        return self.said().partition("judge ready ")[2].split()[0]

    def ask(self, path: str, body: object = None) -> Any:
        """What the API answers to the admin's key."""
        url = self.url()
        data = json.dumps(body).encode() if body is not None else None
        key = (self.home / "admin.key").read_text().strip()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        with urllib.request.urlopen(urllib.request.Request(url + path, data, headers)) as answer:
            return json.load(answer)

    def parts(self) -> dict[str, int]:
        """Pid of each part by the program it runs."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in children}
        programs = {"redis": "redis-server", "api": "judge.wsgi", "worker": "fake_worker"}
        return {name: pid for name, program in programs.items() for pid, line in lines.items() if program in line}


def _running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    running = Up(tmp_path / 'a "home" of é')
    yield running
    running.process.terminate()
    running.process.wait(60)


def test_it_serves_where_it_says_and_stops_everything_on_ctrl_c(up: Up) -> None:
    url = up.url()
    parts = up.parts()
    assert set(parts) == {"redis", "api", "worker"}
    assert (up.home / "url").read_text().strip() == url
    with urllib.request.urlopen(f"{url}/readyz") as answer:
        assert json.load(answer)["ready"] is True

    up.process.send_signal(signal.SIGINT)

    assert up.process.wait(60) == 0
    assert not any(_running(pid) for pid in parts.values())
    assert not (up.home / "url").exists()


def test_redis_is_not_reached_without_its_password(up: Up) -> None:
    up.url()
    port = int(up.said().partition("redis   127.0.0.1:")[2].split()[0])

    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"KEYS *\r\n")

        assert connection.recv(100).startswith(b"-NOAUTH")
    assert (up.home / "redis" / "redis.conf").stat().st_mode & 0o077 == 0


def test_a_second_one_in_the_same_folder_is_refused_and_the_first_goes_on(up: Up) -> None:
    url = up.url()

    second = Up(up.home, JUDGE_PORT="0")

    assert second.process.wait(60) == 1
    assert f"runs in {up.home} already ({url})" in second.said()
    with urllib.request.urlopen(f"{url}/livez") as answer:
        assert answer.status == 200


def test_what_was_submitted_is_still_there_after_a_restart(tmp_path: Path) -> None:
    body = {"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": "print(5)"}}
    first = Up(tmp_path / "home")
    submission = first.ask("/api/v1/submissions", body)["id"]
    first.process.terminate()
    assert first.process.wait(60) == 0

    second = Up(tmp_path / "home")
    assert second.ask(f"/api/v1/submissions/{submission}")["id"] == submission
    second.process.terminate()
    assert second.process.wait(60) == 0


def test_the_admins_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = Up(tmp_path / "home")
    assert first.ask("/api/v1/me")["role"] == "admin"
    file = tmp_path / "home" / "admin.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(file) in first.said()
    key = file.read_text()
    assert key.strip() not in first.said()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{first.url()}/api/v1/me")
    first.process.terminate()
    assert first.process.wait(60) == 0

    second = Up(tmp_path / "home")
    assert second.ask("/api/v1/me")["role"] == "admin"
    assert file.read_text() == key
    second.process.terminate()
    assert second.process.wait(60) == 0


def test_a_worker_that_dies_is_named_with_its_last_words_and_the_rest_is_stopped(tmp_path: Path) -> None:
    up = Up(tmp_path / "home", "-c", "import sys, time; time.sleep(0.5); sys.exit('no engine answers')")

    assert up.process.wait(60) == 1
    assert "worker ended with status 1" in up.said()
    assert "no engine answers" in up.said()


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = Up(tmp_path / "home", JUDGE_PORT=str(port))

        assert up.process.wait(60) == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in up.said()
    assert not (up.home / "log" / "redis.log").exists()


def test_killed_outright_it_leaves_nothing_running(up: Up) -> None:
    up.url()
    parts = up.parts()

    up.process.kill()

    until(lambda: not any(_running(pid) for pid in parts.values()), 60, "a part survived")


def test_the_address_of_a_killed_one_is_gone_before_the_next_one_serves(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "url").write_text("http://127.0.0.1:1\n")
    up = Up(tmp_path / "home", "-c", "import time; time.sleep(60)")
    until(lambda: "redis " in up.said(), 60)
    assert not (up.home / "url").exists()
    up.process.terminate()
    assert up.process.wait(60) == 0


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_home_that_can_hold_no_data_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    up = Up(tmp_path / place, output=tmp_path / "out")
    assert up.process.wait(60) == 1
    assert up.said().startswith(f"Cannot keep data in {tmp_path / place}: ")
