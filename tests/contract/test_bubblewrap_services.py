"""Whole challenges about services, graded by the worker's pipeline in bubblewrap: what works, and what is refused."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from judge.config import CHECKOUT, Settings
from judge.domain.report import Integrity
from judge.domain.verdict import Verdict
from judge.packages import load
from judge.packages.folder import read_folder
from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.backends import make_bubblewrap
from tests.contract.bubblewrap_traces import NOTHING, Traces
from tests.service_grading import MANIFEST, grade
from tests.worker_process import until
from worker.sandbox.bubblewrap import BubblewrapSandbox
from worker.sandbox.bubblewrap_probe import diagnose
from worker.sandbox.interface import ServiceOffer

pytestmark = pytest.mark.bubblewrap


@pytest.fixture(scope="module")
def sandbox() -> Iterator[BubblewrapSandbox]:
    with closing(make_bubblewrap()) as opened:
        yield opened


def small(service: str, test: str) -> dict[str, bytes]:
    """A challenge with one stage and one file of tests."""
    return {
        "challenge.yaml": MANIFEST.format(id="small", service=service).encode(),
        "statement.md": b"# Small\n",
        "stages/api/sample/test_it.py": test.encode(),
    }


def test_a_known_submission_of_a_shipped_challenge_gets_its_verdict(sandbox: BubblewrapSandbox) -> None:
    package = read_folder(CHECKOUT / "challenges/url-shortener")
    known = next(each for each in load(package, load_catalogue()).known if each.name == "flask-python")

    report = grade(sandbox, package, known.files)

    (stage,) = report.stages
    assert (report.verdict, stage.integrity) == (Verdict.ACCEPTED, Integrity.ISOLATED), report
    assert report.score == report.max_score
    assert report.sandbox.backend == "bubblewrap"
    assert stage.service is not None
    assert stage.service.started_ms > 0


COUNTER = b"""
import http.server, os, redis
cache = redis.Redis.from_url(os.environ["REDIS_URL"])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        try:
            status, body = 201, str(cache.incr("visits")).encode()
        except redis.RedisError:
            status, body = 503, b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""

COUNTS = """
from judge_tester import expect

def test_visits_are_in_the_cache(service, cache):
    assert [service.client.post("/").text for _ in range(3)] == ["1", "2", "3"]
    assert cache.client.get("visits") in (b"3", "3")

def test_a_cache_that_is_gone_is_told(service, cache):
    cache.kill()
    expect(service.client.post("/")).status(503)
    cache.start()
    expect(service.client.post("/")).status(201)
"""


def test_a_service_with_redis_beside_it_is_graded_where_redis_is_installed(sandbox: BubblewrapSandbox) -> None:
    assert sandbox.serves() == ServiceOffer(services=True, sidecars=("redis",)), sandbox.missing()

    report = grade(sandbox, small("{sidecars: {cache: {type: redis}}}", COUNTS), {"main.py": COUNTER})

    assert report.verdict is Verdict.ACCEPTED, report
    (stage,) = report.stages
    assert len(stage.tests) == 2


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_a_sidecar_that_needs_its_image_is_refused_with_the_reason_and_blames_nobody(
    sandbox: BubblewrapSandbox, kind: str
) -> None:
    package = small(f"{{sidecars: {{db: {{type: {kind}}}}}}}", "def test_it(service, db): ...")

    report = grade(sandbox, package, {"main.py": COUNTER})

    assert (report.verdict, report.cause) == (Verdict.JUDGE_ERROR, "service_refused")
    assert f"sidecar {kind} needs Docker" in report.message


LATER = """
  - name: later
    kind: http
    points: 10
    needs: [api]
    groups: [{name: sample, points: 10, visibility: full}]
    service: {sidecars: {db: {type: postgres}}}
"""


def test_a_sidecar_of_a_later_stage_is_refused_before_the_first_one_runs(sandbox: BubblewrapSandbox) -> None:
    package = small("{}", "def test_it(service): ...")
    package["challenge.yaml"] += LATER.encode()
    package["stages/later/sample/test_more.py"] = b"def test_it(service, db): ..."

    report = grade(sandbox, package, {"main.py": COUNTER})

    assert (report.cause, report.stages) == ("service_refused", ())
    assert "sidecar postgres needs Docker" in report.message


def test_without_the_testers_packages_every_service_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with closing(make_bubblewrap(tmp_path_factory.mktemp("home"))) as bare:
        report = grade(bare, small("{}", "def test_it(service): ..."), {"main.py": COUNTER})

    assert bare.serves() == ServiceOffer()
    assert (report.verdict, report.cause) == (Verdict.JUDGE_ERROR, "service_refused")
    assert "packages that tests of services need" in report.message


def test_the_diagnosis_makes_a_pod_and_says_what_else_it_would_take() -> None:
    diagnosis = diagnose(Settings().home.absolute(), load_sidecars())

    assert diagnosis.services == ServiceOffer(services=True, sidecars=("redis",)), diagnosis
    assert [problem.message.partition(":")[0] for problem in diagnosis.lacking] == [
        "sidecar mariadb needs Docker",
        "sidecar mongo needs Docker",
        "sidecar postgres needs Docker",
    ]


HOSTILE = b"""
import os, signal, socket, threading, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
def drip(peer):
    for byte in b"HTTP/1.1 200 OK\\r\\n" * 1000:
        peer.send(bytes([byte]))
        time.sleep(0.1)
while True:
    threading.Thread(target=drip, args=listener.accept()[:1], daemon=True).start()
"""


def test_a_hostile_service_is_judged_and_nothing_of_it_is_left(sandbox: BubblewrapSandbox) -> None:
    package = small("{request_timeout_s: 1, ready: {tcp: true}}", "def test_it(service): service.client.get('/')")
    seen: list[Traces] = []
    with closing(make_bubblewrap()) as opened:
        report = grade(opened, package, {"main.py": HOSTILE}, delivered=lambda: seen.append(Traces.of(opened)))

    assert report.verdict is Verdict.TIME_LIMIT_EXCEEDED, report
    assert seen[0].networks
    until(lambda: seen[0].left(sandbox) == NOTHING)


TAKES_THE_PORT = b"""
import os, socket, threading, time
def take():
    while True:
        thief = socket.socket()
        try:
            thief.bind(("127.0.0.1", 6379))
        except OSError:
            thief.close()
            time.sleep(0.001)
            continue
        print("taken", flush=True)
        time.sleep(600)
threading.Thread(target=take, daemon=True).start()
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    listener.accept()
"""


def test_a_service_that_keeps_a_killed_cache_from_its_port_is_found_out(sandbox: BubblewrapSandbox) -> None:
    test = """
import time
def test_it(service, cache):
    cache.kill()
    while "taken" not in service.logs(): time.sleep(0.02)
    cache.start()
"""
    package = small("{ready: {tcp: true, within_s: 10}, sidecars: {cache: {type: redis}}}", test)

    report = grade(sandbox, package, {"main.py": TAKES_THE_PORT})

    assert (report.verdict, report.cause) == (Verdict.RUNTIME_ERROR, "port_taken"), report
