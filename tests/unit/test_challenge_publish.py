"""``judge challenge publish`` against a server that answers as the API is documented to."""

import io
import json
import tarfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from judge.cli.address import Address
from judge.cli.challenge.places import write_new
from judge.cli.commands import judge
from judge.cli.remote import Remote
from judge.scaffold import scaffold

KEY = "judge_k7w2m9x4qd_secret"
Answer = Callable[[httpx.Request], httpx.Response]


def version(
    state: str, *, problem: str | None = None, reason: str | None = None, got: str | None = None
) -> dict[str, Any]:
    run = {"got": got, "cause": None, "message": None} if got else None
    known = [{"name": "sum-python", "expected": "accepted", "runtime": "python", "first": run, "second": run}]
    return {
        "challenge": "sums",
        "number": 2,
        "state": state,
        "problem": problem,
        "check": {"number": 1, "reason": reason, "known": known, "tests": []},
    }


class Server:
    """Answers the upload with ``upload``, and the polls with ``then``, one after another."""

    def __init__(self, upload: httpx.Response | Exception, *then: dict[str, Any], me: int = 200) -> None:
        self.upload = upload
        self.then = list(then)
        self.me = me
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/v1/me":
            return httpx.Response(self.me, json={"title": "no key", "role": "manager"})
        self.sent.append(request)
        if request.method == "POST":
            if isinstance(self.upload, Exception):
                raise self.upload
            return self.upload
        assert request.url.path == "/api/v1/challenges/sums/versions/2"
        return httpx.Response(200, json=self.then.pop(0) if len(self.then) > 1 else self.then[0])


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("JUDGE_API_KEY", KEY)
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    monkeypatch.setattr(import_module("judge.cli.challenge.publish"), "_POLL_S", 0)
    write_new(tmp_path / "sums", scaffold("sums", "stdio", ["python"]))

    def run(server: Answer, *arguments: str, folder: str = "sums") -> Result:
        remote = import_module("judge.cli.remote")

        def here(address: Address) -> Remote:
            return Remote(address, patience_s=0.1, transport=httpx.MockTransport(server))

        monkeypatch.setattr(remote, "Remote", here)
        place = str(tmp_path / folder)
        return CliRunner().invoke(judge, ["challenge", "publish", place, "--url", "https://judge.example", *arguments])

    return run


def created(state: str = "checking", **more: Any) -> httpx.Response:
    return httpx.Response(201, json=version(state, **more))


def test_a_challenge_is_uploaded_whole_and_waited_for(publish: Callable[..., Result]) -> None:
    server = Server(
        created(reason="no worker offers python"),
        version("checking", got="accepted"),
        version("published", got="accepted"),
    )

    done = publish(server)

    assert done.exit_code == 0, done.output
    assert "sums version 2 is published" in done.output
    assert "waits: no worker offers python" in done.output
    assert "ok  accepted/sum-python: accepted (second run)" in done.output
    body = server.sent[0].content
    assert b'name="publish"' in body
    start = body.index(b"\x1f\x8b")
    with tarfile.open(fileobj=io.BytesIO(body[start:]), mode="r:gz") as archive:
        assert "challenge.yaml" in archive.getnames()


def test_what_was_published_already_is_published(publish: Callable[..., Result]) -> None:
    assert publish(Server(created("published"))).exit_code == 0


def test_a_version_that_failed_is_exit_1_with_what_failed(publish: Callable[..., Result]) -> None:
    problem = "submissions/accepted/sum-python got wrong_answer in run 1, not accepted"
    done = publish(Server(created(), version("failed", problem=problem, got="wrong_answer")))

    assert done.exit_code == 1
    assert problem in done.output
    assert "BAD accepted/sum-python: wrong_answer" in done.output


def test_a_judge_that_fails_is_exit_3(publish: Callable[..., Result]) -> None:
    assert publish(Server(created(), version("failed", problem="x", got="judge_error"))).exit_code == 3
    assert publish(Server(httpx.Response(500, json={"title": "x"}))).exit_code == 3
    assert publish(Server(httpx.Response(201, json={}))).exit_code == 3


def test_a_server_that_refuses_is_exit_1(publish: Callable[..., Result]) -> None:
    problem = {"title": "id_taken", "detail": "sums is taken", "code": "id_taken"}
    done = publish(Server(httpx.Response(409, json=problem)))

    assert done.exit_code == 1
    assert "sums is taken" in done.output


def test_a_key_that_is_none_is_exit_2_and_nothing_is_sent(publish: Callable[..., Result]) -> None:
    server = Server(created(), me=401)

    assert publish(server).exit_code == 2
    assert server.sent == []


def test_a_broken_package_is_exit_2_and_never_leaves_the_machine(
    publish: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "broken").mkdir()
    server = Server(created())

    done = publish(server, folder="broken")

    assert done.exit_code == 2
    assert "challenge.yaml: is missing" in done.output
    assert server.sent == []


def test_a_server_that_cannot_be_reached_is_exit_4(publish: Callable[..., Result]) -> None:
    assert publish(Server(httpx.ConnectError("refused"))).exit_code == 4


def test_a_check_that_takes_too_long_is_exit_4(publish: Callable[..., Result]) -> None:
    done = publish(Server(created(), version("checking")), "--timeout", "0.05")

    assert done.exit_code == 4
    assert "goes live by itself" in done.output


def test_the_key_is_never_shown(publish: Callable[..., Result]) -> None:
    for server in (
        Server(created("published")),
        Server(httpx.Response(500, json={"title": "x"})),
        Server(created(), me=401),
    ):
        assert KEY not in publish(server).output
        assert json.dumps(KEY) not in publish(server).output
