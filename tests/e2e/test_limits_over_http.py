"""What the limits do to hostile and careless programs, seen from outside; each verdict with its cause."""

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import ADD

pytestmark = pytest.mark.docker

PROGRAMS = [
    ("print('x' * 1_000_000)", "output_limit_exceeded", "too_much_output"),
    ("import time\ntime.sleep(60)", "time_limit_exceeded", "wall_time"),
    ("while True: pass", "time_limit_exceeded", "cpu_time"),
    ("import os\nos.kill(os.getpid(), 9)", "runtime_error", "killed_by_signal"),
    ("block = bytearray(300 << 20)\nprint(len(block))", "memory_limit_exceeded", "out_of_memory"),
    ("import os\nf = open('/tmp/x', 'wb')\nwhile True: f.write(bytes(1 << 20))", "runtime_error", "disk_full"),
    ("raise SystemExit(3)", "runtime_error", "nonzero_exit"),
    ("import not_there", "runtime_error", "missing_dependency"),
    ("def f(:", "compile_error", "build_failed"),
    ("print(41)", "wrong_answer", "wrong_output"),
    (ADD, "accepted", None),
]


@pytest.mark.parametrize(("source", "verdict", "cause"), PROGRAMS)
def test_each_program_gets_its_verdict_and_its_cause(
    judge: JudgeServer, source: str, verdict: str, cause: str | None
) -> None:
    record = judge.grade("walls", "python", {"main.py": source})
    assert (record["verdict"], record["cause"]) == (verdict, cause)
    assert record["sandbox"]["backend"] == "docker"
    assert judge.grade("walls", "python", {"main.py": ADD})["verdict"] == "accepted"


def test_a_fork_bomb_ends_in_a_verdict_within_the_limit_and_the_next_one_is_graded_rightly(judge: JudgeServer) -> None:
    bomb = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    record = judge.grade("walls", "python", {"main.py": bomb})
    assert record["verdict"] in ("time_limit_exceeded", "runtime_error")
    assert record["stages"][0]["tests"][0]["wall_ms"] < 10_000
    for _ in range(4):
        assert judge.grade("walls", "python", {"main.py": ADD})["verdict"] == "accepted"


def test_a_suite_runs_beside_a_program_of_another_language(judge: JudgeServer) -> None:
    right = judge.grade("hello", "node", {"main.js": "console.log('hello')"})
    wrong = judge.grade("hello", "node", {"main.js": "console.log('goodbye')"})
    assert (right["verdict"], wrong["verdict"]) == ("accepted", "wrong_answer")
    assert right["stages"][0]["integrity"] == "in-process"


def test_a_record_has_the_fields_of_the_contract(judge: JudgeServer) -> None:
    record = judge.grade("walls", "python", {"main.py": ADD})
    assert record.keys() >= {
        "id", "challenge", "challenge_version", "runtime", "state", "attempt", "verdict", "score", "max_score",
        "queue", "created_at", "started_at", "finished_at", "stages", "build", "sandbox",
    }  # fmt: skip
    test = record["stages"][0]["tests"][0]
    assert test.keys() >= {"name", "group", "verdict", "points", "cpu_ms", "wall_ms", "memory_kib", "message"}
    assert record["stages"][0]["integrity"] == "isolated"
    assert record["sandbox"]["image"].startswith("sha256:")
    assert "memory" in record["sandbox"]["enforced"]
