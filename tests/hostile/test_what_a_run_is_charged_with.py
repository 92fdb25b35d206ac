"""A run pays for what it uses, not for what the judge holds for it, or came to hold for a run before it."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, Deadline, RunRequest, Sandbox

LIMITS = Limits(cpu_s=5, wall_s=15, memory_mib=48)
TALKATIVE = replace(LIMITS, output_kib=64 * 1024)
PYTHON = ("python3", "main.py")
PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]


@pytest.fixture(scope="module", params=PARAMS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


def test_large_inputs_are_not_the_programs_memory(sandbox: Sandbox) -> None:
    source = b"""
import sys
block, count = bytearray(20 << 20), 0
while data := sys.stdin.buffer.read(65536): count += len(data)
print(count)
"""
    size = 12 << 20
    requests = [RunRequest(argv=PYTHON, limits=LIMITS, stdin=bytes(size))] * 4
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        results = list(box.run_each(requests))
    assert [(result.stdout, result.oom_kills) for result in results] == [(b"%d\n" % size, 0)] * 4
    assert all(result.memory_kib < 40 << 10 for result in results), results


def test_large_inputs_that_were_sent_ahead_cost_nobody_the_box(sandbox: Sandbox) -> None:
    """Each box has users of its own, one after the other."""
    requests = [RunRequest(argv=PYTHON, limits=LIMITS, stdin=bytes(12 << 20))] * 4
    users = []
    for _ in range(3):
        with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
            box.put({"main.py": b"import os\nprint(os.getuid())"})
            users += sorted({int(result.stdout) for result in box.run_each(requests)})
    assert users == [users[0], users[0] + 1, users[0] + 2]


def test_large_outputs_are_not_the_programs_memory_and_cost_nobody_the_box(sandbox: Sandbox) -> None:
    source = (
        b"import sys\nfor _ in range(60):\n    sys.stdout.write('x' * (1 << 20)); sys.stderr.write('y' * (1 << 20))"
    )
    with sandbox.acquire(BoxSpec(runtime="python", limits=TALKATIVE)) as box:
        box.put({"main.py": source})
        for result in box.run_each([RunRequest(argv=PYTHON, limits=TALKATIVE)] * 2):
            assert (len(result.stdout), len(result.stderr), result.oom_kills) == (60 << 20, 60 << 20, 0)
            assert result.memory_kib < 40 << 10


def test_a_program_is_not_taken_for_as_large_as_the_one_who_started_it(sandbox: Sandbox) -> None:
    """The kernel gives every new program the peak of the supervisor for its own, however small it is."""
    flood = ("/bin/sh", "-c", "head -c 62914560 /dev/zero; head -c 62914560 /dev/zero >&2")
    with sandbox.acquire(BoxSpec(runtime="python", limits=TALKATIVE)) as box:
        box.put({"main.py": b""})
        box.run(RunRequest(argv=flood, limits=TALKATIVE))
        assert box.run(RunRequest(argv=("/bin/true",), limits=LIMITS)).memory_kib < 24 << 10


def test_nobody_keeps_memory_in_a_standard_input(sandbox: Sandbox) -> None:
    source = b"""
import os
for act in (lambda: os.write(0, b'x'), lambda: os.ftruncate(0, 0), lambda: os.ftruncate(0, 1 << 20)):
    try: act()
    except OSError: continue
    print('could')
print(os.read(0, 9))
"""
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        assert box.run(RunRequest(argv=PYTHON, limits=LIMITS, stdin=b"1 2\n")).stdout == b"b'1 2\\n'\n"


def test_an_input_that_was_read_and_closed_makes_no_room_for_other_memory(sandbox: Sandbox) -> None:
    """What an input takes is the judge's, and is taken off what the run holds: until that ends."""
    source = b"""
import os, time
while os.read(0, 1 << 20): pass
os.close(0)
block = bytearray(30 << 20)
hidden = os.memfd_create('hidden')
for _ in range(20): os.write(hidden, bytes(1 << 20))
time.sleep(1)
"""
    request = RunRequest(argv=PYTHON, limits=LIMITS, stdin=bytes(16 << 20))
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        assert box.run(request).oom_kills > 0
        assert box.run(replace(request, argv=("/bin/sleep", "0.2"))).oom_kills == 0


def test_time_spent_waiting_for_a_processor_is_given_back(sandbox: Sandbox) -> None:
    """More that want a processor than there are: each waits half of the time, as on a machine that others use too."""
    source = (
        f"import os\nfor _ in range({2 * (os.cpu_count() or 1) - 1}):\n    if os.fork() == 0: break\nwhile True: pass"
    )
    limits = replace(LIMITS, cpu_s=60, wall_s=1)
    with sandbox.acquire(BoxSpec(runtime="python", limits=limits)) as box:
        box.put({"main.py": source.encode()})
        try:
            result = box.run(RunRequest(argv=PYTHON, limits=limits))
        except SandboxUnavailable as error:  # others did use this one, so much that the run waited for ten seconds
            assert "too busy" in str(error)  # noqa: PT017 - nothing else excuses it
            return
    assert result.deadline is Deadline.WALL
    assert 1500 < result.wall_ms < 12000
