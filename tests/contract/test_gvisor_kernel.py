"""gVisor's kernel keeps what a program made it hold. The next submission must not be at the box's wall for it."""

from collections.abc import Iterator

import pytest
import structlog

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, RunRequest, Sandbox

pytestmark = pytest.mark.runsc

SPEC = BoxSpec(runtime="python", limits=Limits(cpu_s=10, wall_s=20, memory_mib=128, open_files=1024))
FILLS_PIPES = b"""
import os, time
ready = []
for _ in range(8):
    ready.append(os.pipe())
    if os.fork() == 0:
        for _ in range(450):
            reader, writer = os.pipe()
            os.set_blocking(writer, False)
            try:
                while True: os.write(writer, bytes(65536))
            except BlockingIOError: pass
        os.write(ready[-1][1], b'x')
        time.sleep(60)
print(*(os.read(reader, 1) for reader, _ in ready))
"""
CONNECTS = b"""
import socket
server = socket.create_server(('127.0.0.1', 20000))
client = socket.create_connection(('127.0.0.1', 20000))
server.accept()[0].close()  # whoever closes first keeps the port for a minute
client.recv(1)
"""
CONNECTS_TO_ITSELF = b"""
import socket
one = socket.socket()
one.bind(('127.0.0.1', 20001))
one.connect(('127.0.0.1', 20001))
one.close()  # one that was tried and none that was taken; and a failure for it, which was never tried
for _ in range(5):
    try: socket.create_connection(('10.0.0.1', 1), timeout=1)
    except OSError: pass
"""
DOES_NOT_CONNECT = b"""
import socket
with socket.create_server(('127.0.0.1', 20000)): pass
"""
TELLS_ITS_USER = b"import os\nprint(os.getuid())"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(Backend.RUNSC) as sandbox:
        yield sandbox


def user_after(sandbox: Sandbox, source: bytes) -> int:
    """Run it, and have the next submission tell its user: each box has users of its own, in order."""
    for program in (source, TELLS_ITS_USER):
        with sandbox.acquire(SPEC) as box:
            box.put({"main.py": program})
            result = box.run(RunRequest(argv=("python3", "main.py"), limits=SPEC.limits))
            assert result.exit_code == 0, result
    return int(result.stdout)


def test_a_box_whose_kernel_keeps_what_a_program_made_it_hold_is_not_used_again(sandbox: Sandbox) -> None:
    first = user_after(sandbox, b"print()")
    assert user_after(sandbox, b"print()") == first + 2
    assert user_after(sandbox, FILLS_PIPES) != first + 4


def test_a_pipe_cannot_be_made_larger(sandbox: Sandbox) -> None:
    """What it holds is seen by nobody within the box."""
    source = b"""
import fcntl, os
reader, writer = os.pipe()
before = fcntl.fcntl(writer, 1032)
try: fcntl.fcntl(writer, 1031, 1 << 20)
except PermissionError: print('refused', fcntl.fcntl(writer, 1032) == before)
"""
    with sandbox.acquire(SPEC) as box:
        box.put({"main.py": source})
        assert box.run(RunRequest(argv=("python3", "main.py"), limits=SPEC.limits)).stdout == b"refused True\n"


@pytest.mark.parametrize("connects", [CONNECTS, CONNECTS_TO_ITSELF])
def test_a_box_in_which_ports_may_be_kept_by_nobody_is_not_used_again(sandbox: Sandbox, connects: bytes) -> None:
    """gVisor does not tell of connections that have just ended."""
    first = user_after(sandbox, b"print()")
    assert user_after(sandbox, DOES_NOT_CONNECT) == first + 2
    with structlog.testing.capture_logs() as told:
        assert user_after(sandbox, connects) != first + 4
    problems = [str(each["problems"]) for each in told if each["event"] == "box not clean, destroyed"]
    assert len(problems) == 1
    assert "connections" in problems[0]
