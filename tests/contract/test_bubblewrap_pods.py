"""Pods in bubblewrap: one network for the candidate, the tester and the sidecars, and nothing else that is shared."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from tests.backends import make_bubblewrap
from tests.contract.bubblewrap_traces import NOTHING, Traces, first_process, held_namespaces
from tests.worker_process import until
from worker.sandbox.bubblewrap import BubblewrapSandbox
from worker.sandbox.interface import Box, BoxSpec, PodSpec, Ready, RunRequest, ServiceRequest, SidecarSpec
from worker.sandbox.parts import TESTER_PART

pytestmark = pytest.mark.bubblewrap

LIMITS = Limits(cpu_s=20, wall_s=40, memory_mib=128, processes=64, disk_mib=32)
SPEC = BoxSpec(runtime="python", limits=LIMITS)
REDIS = SidecarSpec("redis", 6379)
PORT = 8080


@pytest.fixture(scope="module")
def sandbox() -> Iterator[BubblewrapSandbox]:
    opened = open_sandbox()
    assert opened.serves().services, opened.missing()
    yield opened
    opened.close()


def open_sandbox() -> BubblewrapSandbox:
    return make_bubblewrap()


@dataclass(frozen=True)
class Boxes:
    """Of one pod."""

    box: Box
    tester: Box
    redis: Box

    def all(self) -> tuple[Box, ...]:
        return (self.box, self.tester, self.redis)


@pytest.fixture(scope="module")
def pod(sandbox: BubblewrapSandbox) -> Iterator[Boxes]:
    with sandbox.acquire_pod(PodSpec(box=SPEC, sidecars=(REDIS,))) as lent:
        served = lent.sidecar(REDIS)
        assert 0 < served.started_ms < 10_000
        yield Boxes(lent.box, lent.tester, served.box)


def told(box: Box, source: str) -> Any:
    """What a program prints as JSON, while other programs of the pod go on."""
    result = box.run(RunRequest(argv=("python3", "-c", source), limits=LIMITS, keep=True))
    assert result.exit_code == 0, result
    return json.loads(result.stdout)


def serve(box: Box, source: str) -> None:
    box.put({"main.py": source.encode()})
    started = box.start(ServiceRequest(argv=("python3", "main.py"), limits=LIMITS, ready=Ready(port=PORT))).wait()
    assert started.ready, started


SERVER = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = str(os.getuid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Handler).serve_forever()
"""

ASK = "import httpx, json; print(json.dumps(httpx.get('http://127.0.0.1:8080/').json()))"
OWN_UID = "import os; print(os.getuid())"


def test_the_tester_reaches_the_candidates_port(pod: Boxes) -> None:
    serve(pod.box, SERVER)

    answered = told(pod.tester, ASK)

    assert answered == told(pod.box, OWN_UID)
    assert answered != told(pod.tester, OWN_UID)
    assert pod.box.ports() == (PORT,)


def test_the_tester_has_what_tests_import(pod: Boxes) -> None:
    source = "import httpx, judge_tester, json, psycopg, pymysql, pytest, pytest_asyncio, redis; print('true')"

    assert told(pod.tester, source) is True


def test_both_reach_the_sidecar_and_it_lets_nobody_in_without_a_password(pod: Boxes) -> None:
    source = """
import json, socket
with socket.create_connection(("127.0.0.1", 6379), 5) as connection:
    connection.sendall(b"PING\\r\\n")
    print(json.dumps(connection.recv(100).decode()))
"""
    answers = [told(box, source) for box in (pod.box, pod.tester)]

    assert all(str(answer).startswith("-NOAUTH") for answer in answers), answers


LOOK_OUTSIDE = """
import errno, json, socket
def answer(address):
    try:
        socket.create_connection(address, 3).close()
    except OSError as error:
        return errno.errorcode.get(error.errno, repr(error))
    return "connected"
interfaces = [line.split(":")[0].strip() for line in open("/proc/net/dev").readlines()[2:]]
print(json.dumps([interfaces, [answer(address) for address in ADDRESSES]]))
"""


def test_nothing_outside_the_pod_is_reachable_from_any_of_its_boxes(pod: Boxes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        addresses = [("127.0.0.1", port), ("192.0.2.1", 80), ("2001:db8::1", 80)]
        source = LOOK_OUTSIDE.replace("ADDRESSES", repr(addresses))
        answers = [told(box, source) for box in pod.all()]

    assert answers == [[["lo"], ["ECONNREFUSED", "ENETUNREACH", answers[0][1][2]]]] * 3
    assert answers[0][1][2] in ("ENETUNREACH", "EADDRNOTAVAIL")


def test_all_but_the_network_is_each_boxs_own(sandbox: BubblewrapSandbox, pod: Boxes) -> None:
    firsts = [first_process(sandbox, box) for box in pod.all()]
    kinds = ("net", "pid", "mnt", "ipc", "uts", "cgroup")
    own = {kind: {Path(f"/proc/{pid}/ns/{kind}").readlink() for pid in firsts} for kind in kinds}
    host = {kind: Path(f"/proc/self/ns/{kind}").readlink() for kind in kinds}

    assert {kind: len(spaces) for kind, spaces in own.items()} == {**dict.fromkeys(kinds, 3), "net": 1}
    assert not [kind for kind in kinds if host[kind] in own[kind]]


FOUND = """
import json, os
places = ("/box/data", "/dev/shm", "/box/tmp", "/box/work")
print(json.dumps([name for place in places for name in sorted(os.listdir(place))]))
"""
LEAVE = "import json; [open(place + '/left', 'w') for place in ('/box/data', '/dev/shm', '/box/tmp')]; print('true')"


def test_the_next_stage_has_the_same_box_with_nothing_of_the_last_in_it(sandbox: BubblewrapSandbox) -> None:
    with sandbox.acquire_pod(PodSpec(box=SPEC, sidecars=(REDIS,))) as lent:
        first = lent.sidecar(REDIS).box
        fresh, owner = told(first, FOUND), told(first, OWN_UID)
        assert told(first, LEAVE) is True
        assert told(first, FOUND) != fresh
        lent.clear()

        second = lent.sidecar(REDIS).box

        assert second is first
        assert told(second, FOUND) == fresh
        assert told(second, OWN_UID) != owner


SECRET = "abracadabra"

SEARCH = """
import ctypes, json, os
secret = "abra" + "cadabra"
found = []
for place, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if place != "/" or name not in ("usr", "lib", "lib64", "sys")]
    for name in files:
        path = os.path.join(place, name)
        try:
            with open(path, "rb") as file:
                seen = not path.startswith("/dev/") and secret.encode() in file.read(1 << 16)
        except OSError:
            seen = False
        if seen or secret in path:
            found.append(path)
pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
print(json.dumps([found, len(pids), ctypes.CDLL(None).shmget(0xABCDA, 0, 0)]))
"""

HOLD = """
import ctypes, socket, sys
secret = sys.argv[1]
open(f"/dev/shm/{secret}", "w").write(secret)
open(f"/box/data/{secret}", "w").write(secret)
assert ctypes.CDLL(None).shmget(0xABCDA, 4096, 0o1666) >= 0
line = socket.socket(fileno=3)
line.sendall(b"holding")
line.recv(1)
"""


def test_the_candidate_sees_neither_processes_nor_files_nor_memory_of_the_tester(pod: Boxes) -> None:
    files = {"hold.py": HOLD.encode(), f"tests/test_{SECRET}.py": SECRET.encode()}
    argv = ("python3", "hold.py", SECRET)
    talk = pod.tester.converse(RunRequest(argv=argv, limits=LIMITS, files=files, env={"NAME": SECRET}))
    pieces = talk.pieces()
    assert next(pieces) == b"holding"

    found, processes, segment = told(pod.box, SEARCH)
    talk.tell(b".")
    assert list(pieces) == []

    assert talk.result.exit_code == 0, talk.result
    assert (found, segment) == ([], -1)
    assert processes <= len(("supervisor", "zygote", "service", "search"))


def test_a_box_never_joins_the_network_of_one_that_is_gone(sandbox: BubblewrapSandbox) -> None:
    with sandbox.acquire_pod(PodSpec(box=SPEC)) as lent:
        first = first_process(sandbox, lent.box)
        os.kill(first, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{first}/ns/net").exists())

        with pytest.raises(SandboxUnavailable, match="is gone"):
            sandbox.boxes.join(lent.box, TESTER_PART)  # type: ignore[arg-type]  # a box of the other kind


def test_a_closed_sandbox_leaves_no_process_namespace_or_control_group() -> None:
    opened = open_sandbox()
    with opened.acquire_pod(PodSpec(box=SPEC, sidecars=(REDIS,))) as lent:
        serve(lent.box, f"import os, time\n[os.fork() or time.sleep(60) or os._exit(0) for _ in range(3)]\n{SERVER}")
        seen = Traces.of(opened)
    opened.close()

    assert len(seen.processes) >= 3 * len(("bwrap", "supervisor", "program")) + len(("zygote", "zygote"))
    assert (len(seen.networks), len(seen.groups)) == (1, 3 if opened.host.hierarchy else 0)
    until(lambda: seen.left(opened) == NOTHING)
    until(lambda: not held_namespaces())


OWNER = """
import time
from tests.contract.bubblewrap_traces import Traces
from tests.contract.test_bubblewrap_pods import PodSpec, REDIS, SPEC, open_sandbox
sandbox = open_sandbox()
with sandbox.acquire_pod(PodSpec(box=SPEC, sidecars=(REDIS,))) as pod:
    print(Traces.of(sandbox).dumps(), flush=True)
    time.sleep(100)
"""


def test_a_pod_dies_with_its_worker_and_the_reaper_removes_the_rest(sandbox: BubblewrapSandbox) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, env=env) as owner:
        assert owner.stdout is not None
        seen = Traces.loads(owner.stdout.readline())
        assert owner.poll() is None
        owner.kill()

    assert owner.returncode == -signal.SIGKILL, "it did not release the pod itself"
    assert len(seen.networks) == 1
    until(lambda: seen.left(sandbox) in (NOTHING, replace(NOTHING, groups=seen.groups)))
    sandbox.reap()
    assert seen.left(sandbox) == NOTHING
