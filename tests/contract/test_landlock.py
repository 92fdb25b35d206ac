"""What Landlock holds where the kernel has it: programs reach nothing that was not started with them.

Each test says what comes out where there is none as well, so that it fails if the wall is forgotten, on any kernel.
"""

import ctypes
import json
from collections.abc import Iterator

import pytest

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, Pod, PodSpec, Ready, RunRequest, ServiceRequest

LIMITS = Limits(cpu_s=5, wall_s=10)
PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]
PORT = 8080
HELD = ctypes.CDLL(None).syscall(444, None, 0, 1) >= 6
"""Whether this machine's kernel has what the supervisor asks for; the rows for both are below."""

LISTENER = f"""
import os, socket
server = socket.socket(socket.AF_UNIX)
server.bind('\\0of the submission')
server.listen()
ready = socket.create_server(('127.0.0.1', {PORT}))
print(os.getpid(), flush=True)
while True: ready.accept()[0].close()
""".encode()
ASKER = b"""
import json, os, socket, sys
told = []
asker = socket.socket(socket.AF_UNIX)
for act in (lambda: asker.connect('\\0of the submission'), lambda: os.kill(int(sys.argv[1]), 0)):
    try:
        act()
        told.append('reached')
    except OSError as error:
        told.append(type(error).__name__)
print(json.dumps(told))
"""
BY_ONESELF = b"""
import os, signal, socket, subprocess, time
server = socket.socket(socket.AF_UNIX)
server.bind('\\0own')
server.listen()
child = os.fork()
if child == 0:
    socket.socket(socket.AF_UNIX).connect('\\0own')
    time.sleep(30)
server.accept()
os.kill(child, signal.SIGTERM)
print(os.waitpid(child, 0)[1] == signal.SIGTERM)
"""


@pytest.fixture(scope="module", params=PARAMS)
def pod(request: pytest.FixtureRequest) -> Iterator[Pod]:
    """With a service in it that listens on an abstract socket, and the program that asks for it in both boxes."""
    spec = PodSpec(box=BoxSpec(runtime="python", limits=LIMITS))
    with open_sandbox(request.param) as sandbox, sandbox.acquire_pod(spec) as pod:
        pod.box.put({"main.py": LISTENER, "ask.py": ASKER})
        pod.tester.put({"ask.py": ASKER})
        yield pod


def service_of(pod: Pod) -> str:
    """The process id of the service, as it is called in its own box."""
    request = ServiceRequest(argv=("python3", "main.py"), limits=LIMITS, ready=Ready(port=PORT), keep=True)
    return pod.box.start(request).wait().facts.output.decode().strip()


def test_an_abstract_socket_is_not_reached_from_another_box_of_the_pod(pod: Pod) -> None:
    service_of(pod)
    told = json.loads(pod.tester.run(RunRequest(argv=("python3", "ask.py", "1"), limits=LIMITS)).stdout)
    assert told[0] == ("PermissionError" if HELD else "reached")


def test_one_run_does_not_reach_what_another_one_started(pod: Pod) -> None:
    request = RunRequest(argv=("python3", "ask.py", service_of(pod)), limits=LIMITS, keep=True)
    told = json.loads(pod.box.run(request).stdout)
    assert told == (["PermissionError", "PermissionError"] if HELD else ["reached", "reached"])


@pytest.mark.parametrize(
    "argv", [("python3", "own.py"), ("/usr/bin/env", "python3", "own.py")], ids=["forked", "started"]
)
def test_a_program_reaches_what_it_started_itself(pod: Pod, argv: tuple[str, ...]) -> None:
    pod.tester.put({"own.py": BY_ONESELF})
    assert pod.tester.run(RunRequest(argv=argv, limits=LIMITS)).stdout == b"True\n"


def test_the_report_says_whether_it_holds(pod: Pod) -> None:
    assert ("landlock" in pod.box.report.enforced) == HELD
