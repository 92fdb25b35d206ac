"""Programs that go on: started, probed, stopped, killed, held to their limits, and a run that speaks with the worker.

One suite for every backend that runs real boxes.
"""

import json
import textwrap
import time

import pytest

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from tests.worker_process import until
from worker.sandbox.interface import BoxSpec, EndedBy, Ready, RunRequest, Seen, ServiceRequest

LIMITS = Limits(cpu_s=20, wall_s=30, memory_mib=128, processes=64, disk_mib=32)
PORT = 8080

REAL = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]


@pytest.fixture(scope="module", params=REAL)
def sandbox(request):
    with open_sandbox(request.param) as opened:
        yield opened


@pytest.fixture
def box(sandbox):
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as acquired:
        yield acquired


SERVER = """
    import http.server, os, signal, sys, time
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response({status})
            self.send_header("Content-Length", "0")
            self.end_headers()
    {before}
    print("listening", flush=True)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def server(*, before: str = "", status: int = 200) -> bytes:
    return textwrap.dedent(SERVER).replace("{before}", before).replace("{status}", str(status)).encode()


def start(box, source: bytes, *, path: str = "/", within_s: float = 10.0, limits: Limits = LIMITS):
    box.put({"main.py": source})
    ready = Ready(port=PORT, path=path, within_s=within_s)
    return box.start(
        ServiceRequest(argv=("python3", "main.py"), limits=limits, ready=ready, env={"PORT": str(PORT)})
    ).wait()


def test_a_service_is_started_probed_and_killed(box):
    started = start(box, server())
    assert started.ready
    assert started.facts.alive
    assert 0 < started.wall_ms < 10_000
    assert box.ports() == (PORT,)
    facts = box.facts()
    assert facts.memory_kib > 0
    assert b"listening" in facts.output
    killed = box.kill()
    assert (killed.alive, killed.ended_by, killed.signal) == (False, EndedBy.KILL, 9)
    assert box.facts() == killed
    assert box.ports() == ()


def test_a_connection_is_enough_where_no_path_is_given(box):
    assert start(box, server(status=500), path="").ready


def test_a_service_that_exits_tells_how(box):
    started = start(box, b"import sys; print('bye'); sys.exit(3)")
    assert (started.ready, started.facts.alive) == (False, False)
    assert (started.facts.ended_by, started.facts.exit_code, started.facts.signal) == (EndedBy.ITSELF, 3, -1)
    assert started.facts.output == b"bye\n"


@pytest.mark.parametrize(
    ("source", "within_s", "seen"),
    [
        (b"import time; time.sleep(60)", 0.7, Seen.REFUSED),
        (b"import socket, time\ns = socket.create_server(('127.0.0.1', 8080))\ntime.sleep(60)", 3, Seen.SILENT),
        (server(status=503), 3, Seen.ANSWERED),
    ],
    ids=["never listens", "listens and is silent", "answers with an error"],
)
def test_what_was_seen_of_a_service_that_is_not_ready_in_time(box, source, within_s, seen):
    began = time.monotonic()
    started = start(box, source, within_s=within_s)
    assert (started.ready, started.seen) == (False, seen)
    assert started.facts.alive
    assert time.monotonic() - began < 60, "its own time is over by far"
    if seen is Seen.ANSWERED:
        assert started.answer.startswith("HTTP/1.0 503")


def test_a_port_that_answers_garbage_or_drips_is_not_ready(box):
    drips = """
        import socket, threading, time
        listener = socket.create_server(("127.0.0.1", 8080))
        while True:
            peer, _ = listener.accept()
            for byte in b"HTTP/1.1 2":
                peer.send(bytes([byte])); time.sleep(0.2)
    """
    assert start(box, textwrap.dedent(drips).encode(), within_s=1.0).seen is Seen.SILENT
    floods = """
        import socket
        listener = socket.create_server(("127.0.0.1", 8080))
        while True:
            peer, _ = listener.accept()
            try:
                while True: peer.send(b"x" * 65536)
            except OSError: pass
    """
    assert not start(box, textwrap.dedent(floods).encode(), within_s=1.0).ready


def test_stop_waits_for_a_graceful_end(box):
    slow = "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), print('done', flush=True), os._exit(7)))"
    assert start(box, server(before=slow)).ready
    facts = box.stop(5.0)
    assert (facts.ended_by, facts.exit_code, facts.leftovers) == (EndedBy.ITSELF, 7, 0)
    assert b"done" in facts.output


def test_stop_kills_what_does_not_stop(box):
    assert start(box, server(before="signal.signal(signal.SIGTERM, signal.SIG_IGN)")).ready
    began = time.monotonic()
    facts = box.stop(0.4)
    assert (facts.ended_by, facts.signal) == (EndedBy.STOP, 9)
    assert 0.4 <= time.monotonic() - began < 5


def test_what_outlives_the_main_process_is_counted_and_ended(box):
    forks = "os.fork() or (os.setsid(), signal.signal(signal.SIGTERM, signal.SIG_IGN), time.sleep(60))"
    assert start(box, server(before=forks)).ready
    facts = box.stop(5.0)
    assert facts.leftovers == 1
    assert box.run(RunRequest(argv=("python3", "-c", _COUNT), limits=LIMITS)).stdout.strip() == b"1"


_COUNT = (
    "import os; print(sum(os.stat(f'/proc/{p}').st_uid == os.getuid() for p in os.listdir('/proc') if p.isdigit()))"
)


def test_files_in_the_data_directory_survive_a_kill_and_not_the_end(box):
    writes = "open('/box/data/log', 'a').write('x'); print(open('/box/data/log').read(), flush=True)"
    assert start(box, server(before=writes)).ready
    box.kill()
    request = ServiceRequest(
        argv=("python3", "main.py"), limits=LIMITS, ready=Ready(port=PORT), env={"PORT": str(PORT)}
    )
    assert b"xx\n" in box.start(request).wait().facts.output
    box.end()
    assert box.start(request).wait().facts.output.startswith(b"x\n")


def test_a_service_is_held_to_its_memory(box):
    eats = (
        "import threading; hold = []; "
        "threading.Timer(0.3, lambda: hold.extend(bytearray(1 << 20) for _ in range(400))).start()"
    )
    assert start(box, server(before=eats)).ready
    facts = _until_dead(box)
    assert facts.oom_kills > 0 or facts.ended_by is EndedBy.MEMORY


def test_a_service_is_held_to_its_cpu_time(box):
    spins = "import threading; threading.Thread(target=lambda: all(True for _ in iter(int, 1)), daemon=True).start()"
    start(box, server(before=spins), path="", limits=Limits(cpu_s=0.8, wall_s=30, memory_mib=128))
    assert _until_dead(box).ended_by is EndedBy.CPU


def _until_dead(box):
    for _ in range(400):
        facts = box.facts()
        if not facts.alive:
            return facts
        time.sleep(0.02)
    raise AssertionError("it lives for ever")


def test_a_flood_of_output_blocks_nobody_and_the_end_of_it_is_kept(box):
    floods = (
        "import threading; flood = lambda: "
        "[print('y' * 1000) for _ in range(20000)] + [print('last', flush=True)]; "
        "threading.Thread(target=flood).start()"
    )
    assert start(box, server(before=floods), path="").ready  # a request would be printed, perhaps after the flood
    for _ in range(1000):
        facts = box.facts()
        if facts.output.endswith(b"last\n"):
            break
        time.sleep(0.02)
    assert facts.output.endswith(b"last\n")
    assert len(facts.output) <= 64 * 1024
    assert facts.dropped_bytes > 10_000_000


def test_a_paused_service_goes_on_when_it_is_told_to(box):
    ticks = (
        "import threading; ticks = lambda: [(print('t', flush=True), time.sleep(0.02)) for _ in range(3000)]; "
        "threading.Thread(target=ticks, daemon=True).start()"
    )
    assert start(box, server(before=ticks)).ready
    before = box.signal("SIGSTOP").output
    time.sleep(0.3)
    assert len(box.facts().output) <= len(before) + 4
    box.signal("SIGCONT")
    until(lambda: len(box.facts().output) > len(before) + 8)


def test_a_kept_run_beside_a_service_leaves_it_running_and_its_files_in_place(box):
    assert start(box, server()).ready
    run = RunRequest(argv=("sh", "-c", "echo kept > /box/data/kept; sleep 60 & echo did"), limits=LIMITS, keep=True)
    assert box.run(run).stdout == b"did\n"
    assert box.facts().alive
    look = RunRequest(argv=("cat", "/box/data/kept"), limits=LIMITS, keep=True)
    assert box.run(look).stdout == b"kept\n"


TALKER = """
import json, socket, sys
line = socket.socket(fileno=3)
line.sendall(json.dumps({"hello": sys.stdin.read()}).encode() + b"\\n")
heard = line.makefile("rb").readline()
line.sendall(b"heard " + heard)
print("printed")
"""


def test_a_run_speaks_with_the_worker_and_ends_with_its_result(box):
    box.put({"talk.py": TALKER.encode()})
    talk = box.converse(RunRequest(argv=("python3", "talk.py"), limits=LIMITS, stdin=b"order"))
    said = b""
    for piece in talk.pieces():
        said += piece
        if said.endswith(b"}\n"):
            talk.tell(b"answer\n")
    first, second, _ = said.split(b"\n")
    assert json.loads(first) == {"hello": "order"}
    assert second == b"heard answer"
    assert (talk.result.exit_code, talk.result.stdout) == (0, b"printed\n")


def test_a_conversation_ends_at_its_wall_limit_or_when_it_is_aborted(box):
    box.put({"wait.py": b"import socket; socket.socket(fileno=3).recv(1)"})
    limits = Limits(cpu_s=5, wall_s=0.5, memory_mib=64)
    talk = box.converse(RunRequest(argv=("python3", "wait.py"), limits=limits))
    assert list(talk.pieces()) == []
    assert talk.result.deadline == "wall"
    began = time.monotonic()
    talk = box.converse(RunRequest(argv=("python3", "wait.py"), limits=LIMITS))
    talk.abort()
    assert time.monotonic() - began < 5
    assert talk.result.signal == 9


def test_after_a_service_the_box_is_clean_for_the_next_submission(sandbox):
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        assert start(box, server(before="open('/box/data/left', 'w').write('x')")).ready
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        look = RunRequest(argv=("python3", "-c", "import os; print(os.listdir('/box/data'))"), limits=LIMITS)
        assert box.run(look).stdout == b"[]\n"
