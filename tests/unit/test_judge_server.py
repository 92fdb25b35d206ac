"""The judge of the end-to-end tests leaves no process behind, whatever goes wrong: later tests look for them."""

import subprocess
import sys

import pytest

from tests.e2e import judge_server
from tests.e2e.judge_server import JudgeServer

SILENT = "#!/bin/sh\nexec sleep 600\n"
DEAF = """#!/bin/sh
trap '' INT TERM
echo http://127.0.0.1:1 > "$JUDGE_HOME/url"
echo secret > "$JUDGE_HOME/admin.key"
echo "judge ready "
exec sleep 600
"""


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Give it the program to run instead of a judge."""

    def make(program: str) -> JudgeServer:
        script = tmp_path / "program"
        script.write_text(program)
        script.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(script))
        (tmp_path / "home").mkdir()
        return JudgeServer(tmp_path / "home")

    return make


def test_a_judge_that_is_not_ready_in_time_is_ended(server, monkeypatch):
    monkeypatch.setattr(judge_server, "START_S", 0.1)
    silent = server(SILENT)
    with pytest.raises(RuntimeError, match="did not start"), silent:
        pass
    assert silent._process.poll() is not None


def test_a_judge_that_does_not_end_when_asked_to_is_killed_and_told_of(server, monkeypatch):
    monkeypatch.setattr(judge_server, "END_S", 0.1)
    deaf = server(DEAF)
    with pytest.raises(subprocess.TimeoutExpired), deaf:
        pass
    assert deaf._process.poll() is not None
