"""The command ``judge`` against the API in memory, in this process."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from judge.cli.commands import judge
from judge.cli.remote import Remote
from judge.domain.report import Report
from tests.fakes.world import World

URL = "http://judge.test"


def at_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder from now on, with a program in a folder of its own."""
    (folder / "solution").mkdir()
    (folder / "solution/main.py").write_text("print(3)\n")
    monkeypatch.chdir(folder)
    return folder


class Wire(httpx.BaseTransport):
    """Hands requests to a world's app; ``graded`` is what becomes of a submission as soon as it is sent.

    ``instead`` may answer in the app's place, ``None`` from it means that it does not.
    """

    def __init__(self, world: World, graded: Report | None) -> None:
        self._app = httpx.WSGITransport(app=world.app)
        self._world = world
        self._graded = graded
        self.seen: list[httpx.Request] = []
        self.instead: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if answer := self.instead(request):
            return answer
        answer = self._app.handle_request(request)
        if request.method == "POST" and request.url.path.endswith("/submissions") and self._graded:
            answer.read()
            record = json.loads(answer.content)
            waits = answer.status_code == 202 and self._world.store.submissions.get(record["id"]).state == "queued"
            if waits:
                self._world.finish(record["id"], self._graded)
        return answer


class Command:
    """``run`` as a shell would, in an empty folder, with no settings but those given."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch, graded: Report | None = None) -> None:
        self.wire = Wire(world, graded)
        self._monkeypatch = monkeypatch
        monkeypatch.setattr("judge.cli.remote.Remote", functools.partial(Remote, transport=self.wire, patience_s=0.2))
        monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
        for name in ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "JUDGE_API_KEY", "JUDGE_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("JUDGE_API_URL", URL)

    def run(self, *arguments: str | Path, **environment: str) -> Result:
        return CliRunner().invoke(judge, [str(argument) for argument in arguments], env=environment)

    def record(self, result: Result) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(result.stdout)
        return found
