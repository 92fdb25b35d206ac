"""A stage about a service that nobody waits for any more: its tester, its service and its databases end at once."""

import threading
from collections.abc import Iterator

import pytest

from judge.domain.report import Report
from judge.domain.submission import Job
from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.fakes.registry import FakePackages
from tests.service_grading import MANIFEST, ServiceJudge, service_judge
from tests.worker_process import until
from worker.pipeline import Pipeline

pytestmark = pytest.mark.docker

SERVICE = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
FIRST = "def test_a(service): assert service.client.get('/').status_code == 204\n"
SLOW = "import time\ndef test_b(service): time.sleep(38)\n"


@pytest.fixture(scope="module")
def judge() -> Iterator[ServiceJudge]:
    with service_judge("service-given-up") as opened:
        yield opened


def test_a_stage_of_a_service_is_given_up_in_the_middle_of_a_test(judge: ServiceJudge) -> None:
    service = "{sidecars: {cache: {type: redis}}, test_timeout_s: 39}"
    files = {
        "challenge.yaml": MANIFEST.format(id="small", service=service).encode(),
        "statement.md": b"# Small\n",
        "stages/api/sample/test_a.py": FIRST.encode(),
        "stages/api/sample/test_b.py": SLOW.encode(),
    }
    packages, runtimes = FakePackages(), load_catalogue()
    pipeline = Pipeline(judge.sandbox, packages, runtimes, sidecars=load_sidecars())
    package = packages.register("challenge", files).package
    job = Job(submission="s", attempt=1, runtime="python", package=package, files={"main.py": SERVICE.encode()})
    stopped = threading.Event()
    reports: list[Report] = []

    def grade() -> None:
        # The first test has ended: the second one sleeps.
        pipeline.grade(job, emit=lambda _: stopped.set(), deliver=reports.append, stopped=stopped.is_set)

    grading = threading.Thread(target=grade)
    grading.start()
    until(stopped.is_set, 60)
    until(lambda: not grading.is_alive(), 25, "the stage went on")
    assert reports == []
