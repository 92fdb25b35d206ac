"""Service stages in real pods: what a stage promises about state, and what its report tells."""

from collections.abc import Iterator

import pytest

from tests.service_grading import ServiceJudge, service_judge

pytestmark = pytest.mark.docker

COUNTER = """
import http.server, os, psycopg
path = os.path.join(os.environ["DATA_DIR"], "count")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        with open(path, "a") as file: file.write("x")
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
            db.execute("INSERT INTO hits DEFAULT VALUES")
            rows = db.execute("SELECT count(*) FROM hits").fetchone()[0]
        body = f"{os.path.getsize(path)} {rows} {os.getpid()}".encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
SEED = "CREATE TABLE hits (id serial);\nINSERT INTO hits DEFAULT VALUES;\n"
TESTS = """
def test_one(service): assert service.client.post("/").text.startswith("{one}")
def test_two(service): assert service.client.post("/").text.startswith("{two}")
def test_db(db): assert db.query("SELECT count(*) AS n FROM hits") == [{{"n": {rows}}}]
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[ServiceJudge]:
    with service_judge("service-stages") as opened:
        yield opened


@pytest.mark.parametrize(
    ("lifetime", "answers", "rows", "starts"),
    [("stage", ("1 2 ", "2 3 "), 3, 1), ("test", ("1 2 ", "1 2 "), 1, 3)],
)
def test_data_and_databases_live_as_long_as_the_service_does(
    judge: ServiceJudge, lifetime: str, answers: tuple[str, str], rows: int, starts: int
) -> None:
    service = f"{{lifetime: {lifetime}, sidecars: {{db: {{type: postgres, seed: seed.sql}}}}}}"
    report = judge.grade(
        {"test_it.py": TESTS.format(one=answers[0], two=answers[1], rows=rows), "../seed.sql": SEED},
        COUNTER,
        service=service,
    )
    stage = report.stages[0]
    assert [(test.verdict, test.message) for test in stage.tests] == [("accepted", "")] * 3
    assert stage.service is not None
    assert (stage.service.starts, stage.integrity) == (starts, "isolated")
    assert stage.service.started_ms > 0
    assert stage.service.memory_kib > 0
    assert stage.service.cpu_ms > 0
    assert [(sidecar.name, sidecar.type) for sidecar in stage.service.sidecars] == [("db", "postgres")]


def test_a_killed_database_keeps_what_it_acknowledged_and_a_paused_one_answers_later(judge: ServiceJudge) -> None:
    tests = """
import pytest
def test_it(service, db):
    db.execute("INSERT INTO hits DEFAULT VALUES")
    db.kill()
    db.start()
    assert db.query("SELECT count(*) AS n FROM hits") == [{"n": 2}]
    db.pause()
    db.resume()
    db.restart()
    assert service.client.post("/").text.startswith("1 3 ")
"""
    service = "{sidecars: {db: {type: postgres, seed: seed.sql}}}"
    report = judge.grade({"test_it.py": tests, "../seed.sql": SEED}, COUNTER, service=service)
    assert (report.verdict, report.stages[0].tests[0].message) == ("accepted", "")
