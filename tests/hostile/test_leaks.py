"""One submission plants, and the next one in the same box looks; the programs do both, each time they run.

Through the whole service each of them has three tests (``test_corpus.py``): nothing may come from one to the next. Here
it is sent twice, and a third one of another kind comes behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from judge.domain.report import Report
from judge.packages import read_folder
from tests.backends import Backend as Walls
from tests.backends import open_sandbox
from tests.hostile.programs import CHALLENGES, CONNECTS, COSTS_ITS_BOX, Backend, Program, programs
from tests.service_grading import grade
from worker.sandbox.interface import Box, BoxSpec, Sandbox

WALLS = {Backend.BUBBLEWRAP: Walls.BUBBLEWRAP, Backend.RUNC: Walls.RUNC, Backend.RUNSC: Walls.RUNSC}
PACKAGE = read_folder(CHALLENGES / "between")
LEAKS = [program for program in programs() if program.kind == "leaks"]
PORTS = """
import socket
taken = []
for port in range(20000, 20040):
    try:
        server = socket.socket()
        server.bind(("127.0.0.1", port))
        server.listen()
    except OSError:
        taken.append(port)
        continue
    client = socket.create_connection(("127.0.0.1", port))
    accepted, _ = server.accept()
    accepted.close()  # whoever closes first keeps the port for a minute
    client.recv(1)
    client.close()
    server.close()
print(taken or "contained")
"""


class Boxes:
    """A sandbox that tells which box each submission was in."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.lent: list[Box] = []

    @contextmanager
    def acquire(self, spec: BoxSpec) -> Iterator[Box]:
        with self._sandbox.acquire(spec) as box:
            self.lent.append(box)
            yield box

    def grade(self, source: str, runtime: str = "python") -> Report:
        main = {"python": "main.py", "node": "main.js", "go": "main.go"}[runtime]
        return grade(self, PACKAGE, {main: source.encode()}, runtime=runtime)  # type: ignore[arg-type]  # has what is asked of a judge


@pytest.fixture(scope="module")
def boxes(backend: Backend) -> Iterator[Boxes]:
    with open_sandbox(WALLS[backend]) as sandbox:
        yield Boxes(sandbox)


@pytest.mark.parametrize("program", LEAKS, ids=lambda program: program.path)
def test_the_next_submission_finds_nothing(backend: Backend, boxes: Boxes, program: Program) -> None:
    for _ in range(2):
        report = boxes.grade(program.source, program.runtime)
        assert (report.verdict, report.cause or "") in program.must(backend), report.stages
    same = boxes.lent[-1] is boxes.lent[-2]
    if program.path in (*COSTS_ITS_BOX.get(backend, ()), *CONNECTS.get(backend, ())):
        assert not same, "it finds nothing only because its box is destroyed"
    else:
        assert same, "the second one was in another box, and proves nothing"


def test_ports_that_ended_connections_keep_are_not_missing_to_the_next_submission(boxes: Boxes) -> None:
    """No process has them, and nothing but time takes them back: the box is given up."""
    boxes.grade(PORTS)
    stage = boxes.grade(PORTS).stages[0]
    assert stage.tests[0].verdict == "accepted", stage.tests[0].evidence


def test_a_box_in_which_nothing_was_left_is_used_again(boxes: Boxes) -> None:
    for _ in range(2):
        assert boxes.grade("print('contained')").verdict == "accepted"
    assert boxes.lent[-1] is boxes.lent[-2]
