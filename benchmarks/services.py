"""The service workloads: a Flask application and 20 checks over HTTP, judged and by hand.

By hand is what an author does at a desk: start the server, wait until it answers, run pytest with httpx on the very
same test file, stop the server.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Client
from judge.cli.ports import free_port

CHECKS = 20
ROUNDS = 9

_APP = """
import os
from flask import Flask, jsonify, request

app = Flask(__name__)
items = {}
{database}

@app.get("/healthz")
def healthz():
    return "ok"

@app.post("/items/<int:number>")
def put(number):
    items[number] = request.get_json()["name"]
    {write}
    return jsonify(number=number, name=items[number]), 201

@app.get("/items/<int:number>")
def get(number):
    {read}
    return jsonify(number=number, name=name)

app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
"""

_DATABASE = """
import psycopg

db = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
db.execute("CREATE TABLE items (number int PRIMARY KEY, name text)")
"""

_CHECKS = f"""
import pytest

@pytest.mark.parametrize("number", range({CHECKS}))
def test_an_item_comes_back(service, number):
    made = service.client.post(f"/items/{{number}}", json={{"name": f"item {{number}}"}})
    assert made.status_code == 201
    got = service.client.get(f"/items/{{number}}")
    assert got.json() == {{"number": number, "name": f"item {{number}}"}}
"""

_CONFTEST = """
import os
from types import SimpleNamespace
import httpx, pytest

@pytest.fixture(scope="session")
def service():
    with httpx.Client(base_url=os.environ["BASE_URL"]) as client:
        yield SimpleNamespace(client=client)
"""


@dataclass(frozen=True, slots=True)
class ServiceWorkload:
    """S1 is Flask alone, S2 the same over postgres."""

    name: str
    database: bool

    @property
    def challenge(self) -> str:
        return f"bench-service-{self.name.lower()}"

    @property
    def files(self) -> dict[str, str]:
        write = 'db.execute("INSERT INTO items VALUES (%s, %s)", (number, items[number]))' if self.database else "pass"
        read = "name = items[number]"
        if self.database:
            read = 'name = db.execute("SELECT name FROM items WHERE number = %s", (number,)).fetchone()[0]'
        source = _APP.replace("{database}", _DATABASE if self.database else "")
        return {"main.py": source.replace("{write}", write).replace("{read}", read)}


SERVICES = (ServiceWorkload("S1", database=False), ServiceWorkload("S2", database=True))


def write_service_package(folder: Path, workload: ServiceWorkload) -> None:
    """A challenge with the checks in its one group."""
    root = folder / workload.challenge
    tests = root / "stages" / "api" / "hidden"
    tests.mkdir(parents=True)
    sidecars = ", sidecars: {db: {type: postgres}}" if workload.database else ""
    (root / "statement.md").write_text("Keep items.\n")
    (tests / "test_items.py").write_text(_CHECKS)
    (root / "challenge.yaml").write_text(
        f"format: 1\nid: {workload.challenge}\ntitle: Items\nsummary: Keep items\ndifficulty: easy\n"
        "skills: [http]\nruntimes: [python]\n"
        "stages:\n  - name: api\n    kind: http\n    points: 100\n"
        f"    service: {{ready: {{path: /healthz}}{sidecars}}}\n"
    )


def by_hand(folder: Path) -> float:
    """Seconds for S1 without a judge."""
    (folder / "main.py").write_text(SERVICES[0].files["main.py"])
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "test_items.py").write_text(_CHECKS)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PORT": str(port), "BASE_URL": url}
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, "main.py"], cwd=folder, env=environment, stdout=quiet, stderr=quiet)
    try:
        _await(f"{url}/healthz")
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_items.py"]
        done = subprocess.run(tests, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode or f"{CHECKS} passed" not in done.stdout:
            raise RuntimeError(done.stdout)
    finally:
        server.terminate()
        server.wait()
    shutil.rmtree(folder / "__pycache__", ignore_errors=True)
    return time.perf_counter() - started


def judged(client: Client, workload: ServiceWorkload) -> float:
    """Seconds from POST to the verdict."""
    return client.grade(workload.challenge, "python", workload.files).total_s


def _await(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
