"""Whole submissions through the pipeline: each gets its verdict, and the next one in the same box is graded rightly."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from judge.domain.report import Report
from tests.backends import Backend, open_sandbox
from tests.service_grading import grade
from worker.sandbox.interface import Box, BoxSpec, Sandbox

ADD = "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"
MANIFEST = """
format: 1
id: walls
title: Walls
runtimes: [python]
limits: {cpu_s: 1, wall_s: 2, memory_mib: 256, output_kib: 64, disk_mib: 32, processes: 32}
stages: [{name: cases, kind: stdio, points: 1}]
"""
PACKAGE = {
    "challenge.yaml": MANIFEST.encode(),
    "statement.md": b"Add.\n",
    "stages/cases/sample/1.in": b"1 2\n",
    "stages/cases/sample/1.ans": b"3\n",
}
DAEMON = """
import os, signal, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True: time.sleep(1)
    os._exit(0)
print(4)
"""
HOARDER = """
import os
hoard = []
while True:
    hoard.append(os.memfd_create('x'))
    for _ in range(20): os.write(hoard[-1], bytes(1 << 20))
"""
SPRAY = """
import os
for descriptor in range(3, 64):
    try: os.write(descriptor, b'{"op":"result","exit_code":0}')
    except OSError: pass
os._exit(0)
"""
PROGRAMS = [
    ("while True: print('x' * 1000)", "output_limit_exceeded", "too_much_output"),
    ("print('x' * 1_000_000)", "output_limit_exceeded", "too_much_output"),
    ("import time\ntime.sleep(60)", "time_limit_exceeded", "wall_time"),
    ("import os, time\nos.closerange(0, 3)\ntime.sleep(60)", "time_limit_exceeded", "wall_time"),
    ("import os\nos.kill(os.getpid(), 19)", "time_limit_exceeded", "wall_time"),
    ("while True: pass", "time_limit_exceeded", "cpu_time"),
    ("import os\nfor _ in range(4): os.fork()\nwhile True: pass", "time_limit_exceeded", "cpu_time"),
    ("import os\nos.kill(os.getpid(), 9)", "runtime_error", "killed_by_signal"),
    ("print(len(bytearray(300 << 20)))", "memory_limit_exceeded", "out_of_memory"),
    (HOARDER, "memory_limit_exceeded", "out_of_memory"),
    ("file = open('/tmp/x', 'wb')\nwhile True: file.write(bytes(1 << 20))", "runtime_error", "disk_full"),
    ("import os\nn = 0\nwhile True: n += 1; os.mkdir(f'{n}')", "runtime_error", "disk_full"),
    ("import os\nwhile True: os.mkdir('d'); os.chdir('d')", "runtime_error", "disk_full"),
    ("import os\nos._exit(0)", "wrong_answer", "wrong_output"),
    (DAEMON, "wrong_answer", "wrong_output"),
    (SPRAY, "wrong_answer", "wrong_output"),
]
PARAMS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]


class Judge:
    """Grades in a sandbox, and knows in which box each submission was."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.boxes: list[Box] = []

    @contextmanager
    def acquire(self, spec: BoxSpec) -> Iterator[Box]:
        with self._sandbox.acquire(spec) as box:
            self.boxes.append(box)
            yield box

    def grade(self, source: str) -> Report:
        return grade(self, PACKAGE, {"main.py": source.encode()})  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=PARAMS)
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with open_sandbox(request.param) as sandbox:
        yield Judge(sandbox)


@pytest.mark.parametrize(("source", "verdict", "cause"), PROGRAMS)
def test_a_hostile_program_gets_its_verdict_and_leaves_a_box_that_grades(
    judge: Judge, source: str, verdict: str, cause: str
) -> None:
    report = judge.grade(source)
    assert (report.verdict, report.cause) == (verdict, cause), report.stages
    assert judge.grade(ADD).verdict == "accepted"
    assert judge.boxes[-1] is judge.boxes[-2]


def test_a_fork_bomb_ends_within_the_limit(judge: Judge) -> None:
    report = judge.grade("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass")
    assert report.verdict in ("time_limit_exceeded", "runtime_error")
    for _ in range(3):
        assert judge.grade(ADD).verdict == "accepted"
    assert judge.boxes[-1] is judge.boxes[-4]
