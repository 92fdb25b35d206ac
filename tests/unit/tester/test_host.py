"""The local host for authors: a real service of this machine, a real tester, every ask answered."""

from pathlib import Path

from tests.tester_host import LocalSidecar, Stage, run
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


def test_a_stage_runs_on_this_machine(tmp_path: Path) -> None:
    stage = Stage(
        tests=write(tmp_path / "tests", {"api/test_x.py": TESTS}),
        groups=("api",),
        service={"env": {"MODE": "test"}, "upstreams": ["rates"], "ready": {"path": "/env", "within_s": 9}},
        sidecars={"my-cache": LocalSidecar(type="redis", url="redis://app", admin_url="redis://admin")},
    )
    submission = write(tmp_path / "submission", {"main.py": SERVICE})

    results = results_of(list(run(stage, submission, "python")))

    assert {name: (line["outcome"], line["message"][:17]) for name, line in results.items()} == {
        "test_data_survives_a_kill": ("passed", ""),
        "test_a_stop_is_watched": ("passed", ""),
        "test_surroundings": ("passed", ""),
        "test_fails": ("failed", "assert 200 == 404"),
    }


def test_a_service_that_does_not_start_says_why(tmp_path: Path) -> None:
    stage = Stage(tests=write(tmp_path / "tests", {"api/test_x.py": TESTS}), groups=("api",), service={})
    submission = write(tmp_path / "submission", {"main.py": "import nothing_like_that\n"})

    lines = list(run(stage, submission, "python"))

    failed = next(line for line in lines if line["kind"] == "start_failed")
    assert failed["reason"] == "exited_at_start"
    assert "No module named 'nothing_like_that'" in failed["message"]
