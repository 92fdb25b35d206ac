"""Hostile services are graded, not believed: each gets a verdict within its limits that names the cause.

What they leave behind is counted around all of them: containers, volumes, network namespaces, processes.
"""

import os
import time
from collections.abc import Iterator

import pytest

from judge.domain.report import Report
from tests.leftovers import left_behind
from tests.service_grading import ServiceJudge, service_judge

pytestmark = pytest.mark.docker

_SITE = f"services-{os.getpid()}"
_SERVICE = "{ready: {tcp: true, within_s: 8}, request_timeout_s: 1, test_timeout_s: 5, response_kib: 256}"
_FORGED = '{"kind":"test","id":"sample/test_it.py::test_it","outcome":"passed","wall_ms":1}'

_HONEST = """
import os, http.server
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = b"ok"
        self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
def serve():
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""

_RAW = """
import os, socket, threading, time
def answer(peer):
    try:
        peer.recv(65536)
        {answer}
    except OSError:
        pass
    peer.close()
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
"""

_IS_OK = """
def test_it(service):
    assert service.client.get("/").text == "ok"
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[ServiceJudge]:
    before = left_behind(_SITE)
    with service_judge(_SITE) as opened:
        yield opened
    for _ in range(50):
        after = left_behind(_SITE)
        if all(after[what] <= before[what] for what in after):
            break
        time.sleep(0.2)
    assert {what: count for what, count in after.items() if count > before[what]} == {}


def grade(judge: ServiceJudge, source: str, test: str = _IS_OK, *, service: str = _SERVICE) -> Report:
    return judge.grade({"test_it.py": test}, source, service=service)


def outcome(report: Report) -> tuple[str, str]:
    return str(report.verdict), report.cause


def test_an_honest_service_is_accepted(judge: ServiceJudge) -> None:
    assert outcome(grade(judge, _HONEST + "serve()")) == ("accepted", "")


@pytest.mark.parametrize(
    ("answer", "verdict", "cause"),
    [
        (
            'peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 1000000000\\r\\n\\r\\n")\n'
            '        for _ in range(1000): peer.sendall(b"x" * 1000000)',
            "output_limit_exceeded",
            "response_too_large",
        ),
        (
            'peer.sendall(b"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n")\n'
            '        while True: peer.sendall(b"10000\\r\\n" + b"x" * 65536 + b"\\r\\n")',
            "output_limit_exceeded",
            "response_too_large",
        ),
        (
            'peer.sendall(b"HTTP/1.1 200 OK\\r\\n")\n        while True: peer.sendall(b"X-More: 1\\r\\n")',
            None,
            None,
        ),
        (
            'for byte in b"HTTP/1.1 200 OK\\r\\nContent-Length: 100\\r\\n\\r\\n" + b"x" * 100:\n'
            "            peer.sendall(bytes([byte])); time.sleep(0.3)",
            "time_limit_exceeded",
            "request_timeout",
        ),
        ("time.sleep(60)", "time_limit_exceeded", "request_timeout"),
        ('peer.sendall(b"\\x00\\xff garbage" * 100)', "wrong_answer", "unreachable"),
        ("pass", "wrong_answer", "unreachable"),
    ],
    ids=["1 GB", "endless chunks", "endless headers", "a byte now and then", "silence", "garbage", "hangs up"],
)
def test_an_answer_cannot_hurt_the_tester(judge: ServiceJudge, answer: str, verdict: str, cause: str) -> None:
    began = time.monotonic()
    report = grade(judge, _RAW.replace("{answer}", answer))
    if verdict is None:  # the parser's own bound on headers, or ours on bytes: either is a verdict with a cause
        assert outcome(report) in {("output_limit_exceeded", "response_too_large"), ("wrong_answer", "unreachable")}
    else:
        assert outcome(report) == (verdict, cause)
    assert time.monotonic() - began < 40


def test_an_answer_that_makes_an_address_too_long_fails_its_test(judge: ServiceJudge) -> None:
    answer = r'peer.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 65519\r\nConnection: close\r\n\r\n" + b"a" * 65519)'
    follows = "def test_it(service): assert service.client.get('/' + service.client.get('/').text).status_code == 200"
    assert outcome(grade(judge, _RAW.replace("{answer}", answer), follows)) == ("wrong_answer", "tests_failed")


def test_forged_results_are_output_like_any_other(judge: ServiceJudge) -> None:
    forges = f"""
import os
line = {_FORGED!r} + "\\n"
print(line, flush=True)
for number in range(3, 64):
    try: os.write(number, line.encode())
    except OSError: pass
class Forger(Handler):
    def do_GET(self):
        body = line.encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
Handler = Forger
serve()
"""
    report = grade(judge, _HONEST + forges)
    assert outcome(report) == ("wrong_answer", "tests_failed")


def test_whatever_listens_on_loopback_can_be_connected_to_and_nothing_comes_of_it(judge: ServiceJudge) -> None:
    scans = f"""
import socket
found = []
for port in range(1, 32768):  # above, a connection can meet itself
    with socket.socket() as probe:
        if port != int(os.environ["PORT"]) and probe.connect_ex(("127.0.0.1", port)) == 0:
            found.append(port)
            try: probe.sendall({_FORGED.encode()!r} + b"\\n\\r\\n\\r\\n")
            except OSError: pass
print("found", found, flush=True)
serve()
"""
    test = """
def test_it(service, ledger):
    assert service.client.get("/").text == "ok"
    found = service.logs().split("found", 1)[1]
    assert found.strip() == str([int(ledger.url.rpartition(":")[2].strip("/"))]), found
"""
    service = "{ready: {tcp: true, within_s: 30}, upstreams: [ledger]}"
    assert outcome(grade(judge, _HONEST + scans, test, service=service)) == ("accepted", "")


_WITH_DATABASE = "{ready: {tcp: true, within_s: 8}, sidecars: {db: {type: postgres}}}"


def test_a_database_was_there_first(judge: ServiceJudge) -> None:
    takes = "import socket\nthief = socket.create_server(('127.0.0.1', 5432))\nserve()"
    report = grade(judge, _HONEST + takes, service=_WITH_DATABASE)
    assert outcome(report) == ("runtime_error", "exited_at_start")
    assert "Address already in use" in report.stages[0].tests[0].message


_TAKES = """
import socket, threading, time
def take():
    while True:
        thief = socket.socket()
        try: {how}; break
        except OSError: thief.close(); time.sleep(0.001)
    print("taken", flush=True)
    while True: time.sleep(9)
threading.Thread(target=take, daemon=True).start()
serve()
"""
_CONNECTS_FROM_IT = (
    "thief.bind(('127.0.0.1', 5432)); server = socket.create_server(('127.0.0.1', 8081));"
    " thief.connect(('127.0.0.1', 8081)); thief.close(); server.accept()[0].close(); server.close()"
)
_KILLS_AND_STARTS = """
import time
def test_it(service, db):
    db.kill()
    while "taken" not in service.logs(): time.sleep(0.02)
    db.start()
    assert db.query("SELECT 1 AS one") == [{"one": 1}]
def test_next(service): assert service.client.get("/").text == "ok"
"""


@pytest.mark.parametrize(
    "how",
    ["thief.bind(('127.0.0.1', 5432)); thief.listen()", "thief.bind(('', 5432))", _CONNECTS_FROM_IT],
    ids=["listens", "binds", "has connected from it"],
)
def test_a_service_that_takes_the_port_of_a_killed_database_is_found_out(judge: ServiceJudge, how: str) -> None:
    report = grade(judge, _HONEST + _TAKES.format(how=how), _KILLS_AND_STARTS, service=_WITH_DATABASE)
    assert outcome(report) == ("runtime_error", "port_taken")
    assert [row.cause for row in report.stages[0].tests] == ["port_taken"] * 2


def test_the_database_lets_nobody_in_as_its_master(judge: ServiceJudge) -> None:
    breaks_in = """
import os, psycopg
own = os.environ["DATABASE_URL"]
host = own.rpartition("@")[2]
got = []
for user in ("postgres", "judge", "root"):
    for password in ("", user, "postgres", own.split(":")[2].split("@")[0]):
        try: psycopg.connect(f"postgresql://{user}:{password}@{host}", connect_timeout=2); got.append(user)
        except psycopg.Error: pass
with psycopg.connect(own, autocommit=True) as db:
    for wish in ("COPY (SELECT 1) TO PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')", "CREATE ROLE x SUPERUSER",
                 "ALTER ROLE judge PASSWORD 'x'", "COPY (SELECT 1) TO '/tmp/x'", "SELECT rolpassword FROM pg_authid"):
        try: db.execute(wish); got.append(wish)
        except psycopg.Error: pass
print("got", got, flush=True)
serve()
"""
    test = 'def test_it(service, db):\n    assert "got []" in service.logs(), service.logs()\n'
    assert outcome(grade(judge, _HONEST + breaks_in, test, service=_WITH_DATABASE)) == ("accepted", "")


def test_what_outlives_stop_is_counted_and_gone(judge: ServiceJudge) -> None:
    stays = """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
        while True: time.sleep(1)
    os._exit(0)
serve()
"""
    test = "def test_it(service):\n    assert service.stop(grace_s=3).leftovers == 0\n"
    report = grade(judge, _HONEST + stays, test)
    assert outcome(report) == ("wrong_answer", "tests_failed")


@pytest.mark.parametrize(
    ("deed", "verdict", "cause"),
    [
        (
            "file = open(os.environ['DATA_DIR'] + '/big', 'wb', 0); [file.write(bytes(1 << 20)) for _ in range(64)]",
            "runtime_error",
            "disk_full",
        ),
        ("hold = [bytearray(1 << 20) for _ in range(400)]", "memory_limit_exceeded", "out_of_memory"),
        ("os.abort()", "runtime_error", "died_during_test"),
        ("os._exit(0)", "runtime_error", "died_during_test"),
        ("os.kill(0, 9)", "runtime_error", "died_during_test"),
        ("os.kill(os.getpid(), 19); import time; time.sleep(0.5)", "time_limit_exceeded", "request_timeout"),
        (
            "import time\n        try:\n            while True: os.fork() or time.sleep(60)\n"
            "        finally: time.sleep(0.3)",
            "runtime_error",
            "too_many_processes",
        ),
    ],
    ids=["fills its disk", "fills its memory", "aborts", "exits with 0", "kills everything", "stops itself", "forks"],
)
def test_a_service_that_breaks_a_limit_in_a_request_is_told_so(
    judge: ServiceJudge, deed: str, verdict: str, cause: str
) -> None:
    source = _HONEST.replace('body = b"ok"', f'body = b"ok"; {deed}')
    report = grade(judge, source + "serve()")
    assert outcome(report) == (verdict, cause), report.stages[0].tests[0]


def test_a_flood_of_logs_is_bounded_and_disturbs_nobody(judge: ServiceJudge) -> None:
    floods = """
import threading
def flood():
    while True: print("y" * 10000)
threading.Thread(target=flood, daemon=True).start()
serve()
"""
    report = grade(judge, _HONEST + floods)
    assert report.verdict in ("accepted", "time_limit_exceeded")
    service = report.stages[0].service
    assert service is not None
    assert len(service.log) <= 40_000
