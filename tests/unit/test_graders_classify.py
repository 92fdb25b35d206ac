"""What a run came to. Rows of facts as the sandboxes return them, and the rows on which a rule must not fire."""

import signal

import pytest

from judge.domain.limits import Limits
from judge.domain.messages import CAUSES
from tests.unit.grading_sample import result
from worker.graders.classify import RAN, classify
from worker.sandbox.interface import Deadline

LIMITS = Limits(cpu_s=1, wall_s=3, memory_mib=64)
OVER = 64 * 1024 + 1

DIED = {"exit_code": -1}
NO_MODULE = b"Traceback (most recent call last):\n  ...\nModuleNotFoundError: No module named 'numpy'\n"
NO_NODE_MODULE = b"node:internal/modules/cjs/loader:1080\nError: Cannot find module 'left-pad'\nRequire stack:\n"
NO_ES_MODULE = (
    b"node:internal/modules/esm/resolve:873\n"
    b"Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'left-pad' imported from /box/work/main.js\n"
)

ROWS = [
    ({}, "accepted", ""),
    # memory
    ({"oom_kills": 1, **DIED, "signal": 9}, "memory_limit_exceeded", "out_of_memory"),
    ({"oom_kills": 1, **DIED, "signal": 9, "deadline": Deadline.WALL}, "memory_limit_exceeded", "out_of_memory"),
    ({"oom_kills": 1}, "memory_limit_exceeded", "out_of_memory"),
    ({"memory_kib": OVER}, "memory_limit_exceeded", "out_of_memory"),
    ({"memory_kib": OVER - 1}, "accepted", ""),
    ({"exit_code": 1, "stderr": b"JavaScript heap out of memory"}, "memory_limit_exceeded", "out_of_memory"),
    ({"exit_code": 0, "stderr": b"JavaScript heap out of memory"}, "accepted", ""),
    # output
    ({"stdout_cut": True}, "output_limit_exceeded", "too_much_output"),
    ({"stdout_cut": True, **DIED, "signal": 9, "deadline": Deadline.CPU}, "output_limit_exceeded", "too_much_output"),
    ({"stdout_cut": True, **DIED, "signal": 9, "deadline": Deadline.WALL}, "output_limit_exceeded", "too_much_output"),
    ({"stdout_cut": True, **DIED, "signal": 9, "oom_kills": 1}, "memory_limit_exceeded", "out_of_memory"),
    ({"stderr_cut": True}, "accepted", ""),
    ({"results_cut": True}, "accepted", ""),
    # time
    ({**DIED, "signal": 9, "deadline": Deadline.CPU}, "time_limit_exceeded", "cpu_time"),
    ({"cpu_ms": 1000.1}, "time_limit_exceeded", "cpu_time"),
    ({"cpu_ms": 1000.0}, "accepted", ""),
    ({**DIED, "signal": signal.SIGXCPU}, "time_limit_exceeded", "cpu_time"),
    ({**DIED, "signal": 9, "deadline": Deadline.WALL}, "time_limit_exceeded", "wall_time"),
    ({**DIED, "signal": 9, "deadline": Deadline.WALL, "cpu_ms": 1001.0}, "time_limit_exceeded", "cpu_time"),
    ({"wall_ms": 2999.0}, "accepted", ""),
    # crashes
    ({**DIED, "signal": signal.SIGSEGV}, "runtime_error", "killed_by_signal"),
    ({**DIED, "signal": signal.SIGKILL}, "runtime_error", "killed_by_signal"),
    ({**DIED, "signal": signal.SIGXFSZ}, "runtime_error", "disk_full"),
    ({**DIED, "signal": signal.SIGSEGV, "disk_full": True}, "runtime_error", "disk_full"),
    ({**DIED, "signal": signal.SIGABRT, "processes_full": True}, "runtime_error", "too_many_processes"),
    # failures
    ({"exit_code": 3}, "runtime_error", "nonzero_exit"),
    ({"exit_code": 137}, "runtime_error", "nonzero_exit"),
    ({"exit_code": 1, "disk_full": True}, "runtime_error", "disk_full"),
    ({"exit_code": 0, "disk_full": True}, "accepted", ""),
    ({"exit_code": 1, "processes_full": True}, "runtime_error", "too_many_processes"),
    ({"exit_code": 0, "processes_full": True}, "accepted", ""),
    ({"exit_code": 1, "stderr": NO_MODULE}, "runtime_error", "missing_dependency"),
    ({"exit_code": 1, "stderr": NO_NODE_MODULE}, "runtime_error", "missing_dependency"),
    ({"exit_code": 1, "stderr": NO_ES_MODULE}, "runtime_error", "missing_dependency"),
    ({"exit_code": 1, "stderr": NO_ES_MODULE.replace(b"package", b"module")}, "runtime_error", "missing_dependency"),
    ({"exit_code": 0, "stderr": NO_MODULE}, "accepted", ""),
    ({"exit_code": 1, "stderr": b"log: got ModuleNotFoundError: No module named x"}, "runtime_error", "nonzero_exit"),
]


@pytest.mark.parametrize(("facts", "verdict", "cause"), ROWS)
def test_facts_decide_verdict_and_cause(facts, verdict, cause):
    outcome = classify(result(**facts), LIMITS, memory_messages=("JavaScript heap out of memory",))
    assert (outcome.verdict, outcome.cause) == (verdict, cause)


def test_a_runtimes_own_words_count_only_for_that_runtime():
    assert classify(result(exit_code=1, stderr=b"JavaScript heap out of memory"), LIMITS).cause == "nonzero_exit"


def test_a_run_that_did_not_end_with_status_zero_is_never_accepted():
    for code in range(1, 256):
        assert classify(result(exit_code=code), LIMITS) != RAN
    for number in range(1, 65):
        assert classify(result(exit_code=-1, signal=number), LIMITS) != RAN


def test_the_message_says_how_the_program_ended():
    assert classify(result(exit_code=3), LIMITS).message.endswith("Exit status 3.")
    assert classify(result(exit_code=-1, signal=11), LIMITS).message.endswith("SIGSEGV.")
    assert classify(result(exit_code=-1, signal=40), LIMITS).message.endswith("signal 40.")


def test_every_cause_has_a_sentence():
    assert {cause for _, _, cause in ROWS if cause} <= CAUSES.keys()
