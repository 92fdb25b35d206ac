"""What a supervisor's answer becomes on the worker's side."""

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.domain.report import SandboxReport
from tests.unit.grading_sample import SHELL
from worker.sandbox.box import BoxIdentity, Interior, SupervisedBox
from worker.sandbox.interface import RunRequest

FACTS = {
    "op": "result",
    "exit_code": -1,
    "signal": 9,
    "cpu_ms": 1.0,
    "wall_ms": 8000.0,
    "memory_kib": 900,
    "deadline": "wall",
    "oom_kills": 0,
    "disk_full": False,
    "processes_full": False,
    "lengths": [2, 3],
    "cut": [False, True],
}


class Answers:
    """A channel at whose other end the same is answered to everything."""

    def __init__(self, header, body=b""):
        self.reply = header, body

    def call(self, message):
        return self.reply


def run(header, body=b""):
    identity = BoxIdentity(interior=Interior.of(SHELL), first_uid=1000, disk_mib=64, report=SandboxReport())
    request = RunRequest(argv=("true",), limits=Limits())
    return SupervisedBox(identity, Answers(header, body)).run(request)


def test_outputs_are_cut_out_of_the_body():
    result = run(FACTS, b"abcde")
    assert (result.stdout, result.stderr, result.results) == (b"ab", b"cde", b"")
    assert (result.stdout_cut, result.stderr_cut, result.results_cut) == (False, True, False)


@pytest.mark.parametrize("header", [{**FACTS, "deadline": "busy"}, {"op": "ok"}, {}])
def test_what_proves_nothing_about_the_program_is_no_result(header):
    with pytest.raises(SandboxUnavailable):
        run(header, b"abcde")
