"""The local host for authors: a real service of this machine, a real tester, every ask answered."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from judge.domain.errors import InvalidInput
from tests.local_service import LocalService, Program, StartFailed
from tests.local_stage import LocalSidecar, LocalStage, Trial, prepare
from tests.tester_host import run
from tests.unit.tester.servers import Behaviour, answering, http
from tests.unit.tester.stages import results_of, write

SERVICE = """
import json, os, signal, sys, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

count = Path(os.environ["DATA_DIR"], "count")

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/env":
            body = dict(os.environ)
        elif self.path == "/rate":
            body = json.load(urllib.request.urlopen(os.environ["RATES_URL"] + "/eur"))
        else:
            count.write_text(str(int(count.read_text()) + 1 if count.exists() else 1))
            body = {"count": int(count.read_text())}
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
print("started", flush=True)
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""

TESTS = """
def test_data_survives_a_kill(service):
    assert service.client.get("/").json() == {"count": 1}
    service.kill()
    assert not service.alive()
    assert 0 < service.start() < 9
    assert service.client.get("/").json() == {"count": 2}
    assert service.restart() == service.started_in_s

def test_a_stop_is_watched(service):
    stopped = service.stop()
    assert (stopped.exited, stopped.exit_code, stopped.signal, stopped.leftovers) == (True, 7, -1, 0)
    assert service.logs().count("started") == 3
    service.start()
    assert service.memory_mib() > 1 and service.cpu_s() > 0

def test_surroundings(service, rates, my_cache):
    rates.on("GET", "/eur").reply(json=1.1)
    assert service.client.get("/rate").json() == 1.1
    env = service.client.get("/env").json()
    assert env["REDIS_URL"] == env["MY_CACHE_URL"] == "redis://app"
    assert my_cache.url == "redis://admin"
    assert env["MODE"] == "test"

def test_fails(service):
    assert service.client.get("/").status_code == 404
"""


def challenge(folder: Path, service: str, files: Mapping[str, str] = MappingProxyType({}), more: str = "") -> Path:
    """A package with one stage and the tests above, unless ``files`` has others."""
    manifest = f"""\
format: 1
id: small
title: Small
runtimes: [python, node]
{more}
stages:
  - {{name: api, kind: http, points: 1, groups: [{{name: sample, points: 1}}], service: {service}}}
"""
    tests = {"stages/api/sample/test_x.py": TESTS}
    return write(folder / "small", {"challenge.yaml": manifest, "statement.md": "# Small\n", **tests, **files})


def trial(tmp_path: Path, folder: Path, submission: Mapping[str, str], **more: Any) -> LocalStage:
    shipped = write(tmp_path / "submission", submission)
    return prepare(Trial(**{"challenge": folder, "stage": "api", "submission": shipped, "runtime": "python", **more}))


def test_a_stage_runs_on_this_machine(tmp_path: Path) -> None:
    folder = challenge(
        tmp_path,
        "{env: {MODE: test}, upstreams: [rates], ready: {path: /env}, sidecars: {my-cache: {type: redis}}}",
    )
    cache = LocalSidecar(type="redis", url="redis://app", admin_url="redis://admin")

    results = results_of(list(run(trial(tmp_path, folder, {"main.py": SERVICE}, sidecars={"my-cache": cache}))))

    assert {name: (line["outcome"], line["message"][:17]) for name, line in results.items()} == {
        "test_data_survives_a_kill": ("passed", ""),
        "test_a_stop_is_watched": ("passed", ""),
        "test_surroundings": ("passed", ""),
        "test_fails": ("failed", "assert 200 == 404"),
    }


def test_a_service_that_does_not_start_says_why(tmp_path: Path) -> None:
    folder = challenge(tmp_path, "{}")

    lines = list(run(trial(tmp_path, folder, {"main.py": "import nothing_like_that\n"})))

    failed = next(line for line in lines if line["kind"] == "start_failed")
    assert failed["reason"] == "exited_at_start"
    assert "No module named 'nothing_like_that'" in failed["message"]


def test_a_submission_that_cannot_be_built_is_not_started(tmp_path: Path) -> None:
    (failed,) = run(trial(tmp_path, challenge(tmp_path, "{}"), {"main.py": "def\n"}))

    assert (failed["kind"], failed["reason"]) == ("start_failed", "build_failed")
    assert "SyntaxError" in failed["message"]


def test_the_challenges_main_is_started_and_its_readonly_files_win(tmp_path: Path) -> None:
    files = {"starter/python/app.py": "", "starter/python/rules.py": "LIMIT = 3\n", "starter/node/app.js": ""}
    more = "main: {python: app.py, node: app.js}\nreadonly: [rules.py]"
    folder = challenge(tmp_path, "{}", files, more)

    local = trial(tmp_path, folder, {"app.py": "import rules\n", "rules.py": "LIMIT = 99\n"})

    assert local.argv == ("python3", "app.py")
    assert local.todo.files == {"app.py": b"import rules\n", "rules.py": b"LIMIT = 3\n"}


@pytest.mark.parametrize(
    ("runtime", "argv"),
    [("python", ("python3", "-u", "app.py")), ("node", ("node", "--max-old-space-size=256", "main.js"))],
)
def test_a_start_of_one_runtime_is_not_that_of_the_others(tmp_path: Path, runtime: str, argv: tuple[str, ...]) -> None:
    folder = challenge(tmp_path, "{start: {python: [python3, -u, app.py]}}")

    assert trial(tmp_path, folder, {"app.py": "", "main.js": ""}, runtime=runtime).argv == argv


def test_an_address_has_the_variable_of_its_type(tmp_path: Path) -> None:
    folder = challenge(tmp_path, "{sidecars: {store: {type: mongo}}}")
    store = LocalSidecar(type="mongo", url="mongodb://app", admin_url="mongodb://judge")

    env = trial(tmp_path, folder, {"main.py": ""}, sidecars={"store": store}).environment(tmp_path)

    assert env["MONGO_URL"] == env["STORE_URL"] == "mongodb://app"
    assert "DATABASE_URL" not in env


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"stage": "other"}, "no stage other"),
        ({"runtime": "go"}, "is for python, node, not for go"),
        ({}, "api has db=postgres; given with --sidecar: no sidecars"),
    ],
)
def test_what_the_challenge_does_not_have_is_not_tried(tmp_path: Path, more: dict[str, Any], told: str) -> None:
    folder = challenge(tmp_path, "{sidecars: {db: {type: postgres}}}")

    with pytest.raises(InvalidInput, match=told):
        trial(tmp_path, folder, {"main.py": ""}, **more)


def test_only_2xx_is_ready_and_a_redirect_is_not_followed(tmp_path: Path, serve: Callable[[Behaviour], int]) -> None:
    ready = serve(answering(http(b"")))
    moved = serve(answering(http(b"", b"Location: http://127.0.0.1:%d/" % ready, status=b"302 Found")))
    idle = Program(argv=("sleep", "9"), cwd=tmp_path, env=os.environ, port=moved, ready_path="/", within_s=0.2)

    service = LocalService(idle)
    try:
        with pytest.raises(StartFailed, match=r"302 Found.*only 2xx counts") as failed:
            service.start()
    finally:
        service.kill()
    assert failed.value.cause == "listened_but_never_answered"
