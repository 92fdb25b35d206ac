"""What a supervisor's answer becomes on the worker's side."""

import pytest

from judge.domain.errors import NoRoom, SandboxUnavailable
from judge.domain.limits import Limits
from judge.domain.report import SandboxReport
from tests.unit.grading_sample import SHELL
from worker.sandbox.box import BoxIdentity, Interior, SupervisedBox
from worker.sandbox.interface import Ready, RunRequest, ServiceRequest
from worker.supervisor.meter import LEAST_PATIENCE_S, PATIENCE

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

        self.waits_s = 0.0
        self.sent = []

    def call(self, message):
        self.sent.append(message)
        return self.reply

    def pipeline(self, messages):
        return (self.reply for _ in messages)

    def send(self, message):
        self.sent.append(message)

    def receive(self, timeout_s):
        self.waits_s = timeout_s
        return self.reply


def box(channel):
    identity = BoxIdentity(interior=Interior.of(SHELL), first_uid=1000, disk_mib=64, report=SandboxReport())
    return SupervisedBox(identity, channel)


def run(header, body=b""):
    request = RunRequest(argv=("true",), limits=Limits())
    return box(Answers(header, body)).run(request)


def test_outputs_are_cut_out_of_the_body():
    result = run(FACTS, b"abcde")
    assert (result.stdout, result.stderr, result.results) == (b"ab", b"cde", b"")
    assert (result.stdout_cut, result.stderr_cut, result.results_cut) == (False, True, False)


@pytest.mark.parametrize("header", [{**FACTS, "deadline": "busy"}, {"op": "ok"}, {}])
def test_what_proves_nothing_about_the_program_is_no_result(header):
    with pytest.raises(SandboxUnavailable):
        run(header, b"abcde")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"op": "service"},
        {"exit_code": "0"},
        {"exit_code": -2},
        {"exit_code": True},
        {"signal": 9.0},
        {"cpu_ms": float("nan")},
        {"wall_ms": float("inf")},
        {"cpu_ms": "1"},
        {"memory_kib": 1 << 60},
        {"deadline": "soon"},
        {"oom_kills": None},
        {"disk_full": 1},
        {"processes_full": "no"},
        {"lengths": [2, 2]},
        {"lengths": [2, 4]},
        {"lengths": [-1, 6]},
        {"lengths": [5], "cut": [False]},
        {"lengths": [1, 1, 1, 2], "cut": [False] * 4},
        {"cut": [False] * 3},
        {"cut": [0, 0]},
    ],
)
def test_an_answer_of_another_form_is_one_of_a_lost_box(spoilt):
    """Whoever took a supervisor over speaks in its place."""
    with pytest.raises(SandboxUnavailable):
        run({**FACTS, **spoilt}, b"abcde")


ENDED = {"op": "service", "ended_by": "itself", "seen": "refused", "answer": "", "wall_ms": 1.0}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"op": "result"},
        {"alive": 1},
        {"ended_by": "nobody"},
        {"exit_code": "7"},
        {"cpu_ms": float("inf")},
        {"answer": "x" * 20_000},
        {"seen": "well"},
        {"wall_ms": None},
    ],
)
def test_an_answer_of_another_form_about_a_service_is_one_of_a_lost_box(spoilt):
    request = ServiceRequest(argv=("main",), limits=Limits(), ready=Ready(port=1))
    with pytest.raises(SandboxUnavailable):
        box(Answers({**ENDED, **spoilt})).start(request).wait()


@pytest.mark.parametrize("within_s", [0.5, 10.0, 120.0])
def test_a_start_is_waited_for_longer_than_the_supervisor_tries(within_s):
    channel = Answers(ENDED)

    box(channel).start(ServiceRequest(argv=("main",), limits=Limits(), ready=Ready(port=1, within_s=within_s))).wait()

    assert channel.waits_s > within_s + max(LEAST_PATIENCE_S, within_s)


def test_what_a_service_listens_on_is_an_answer_of_its_own():
    assert box(Answers({"op": "ports", "ports": [80, 8080]})).ports() == (80, 8080)
    with pytest.raises(SandboxUnavailable):
        box(Answers(ENDED)).ports()


def test_the_report_tells_of_the_noise_that_this_submission_had():
    one = box(Answers({**FACTS, "cpu_ms": 100.0, "waited_ms": 40.0}, b"abcde"))
    request = RunRequest(argv=("true",), limits=Limits())
    assert one.report.noise is None
    assert [each.waited_ms for each in one.run_each([request, request])] == [40.0, 40.0]
    assert one.report.noise == 0.4
    one._channel.reply = {"op": "ok"}, b""
    one.begin()
    assert one.report.noise is None


def test_files_for_which_there_was_room_are_put():
    box(Answers({"op": "ok", "full": False})).put({"main.py": b"pass"})


@pytest.mark.parametrize(("answer", "error"), [({"full": True}, NoRoom), ({}, SandboxUnavailable)])
def test_files_are_not_put_where_nobody_says_that_there_was_room(answer, error):
    with pytest.raises(error):
        box(Answers({"op": "ok", **answer})).put({"main.py": b"pass"})


LIMITS = Limits(cpu_s=2, wall_s=7, memory_mib=64, processes=5, output_kib=3, disk_mib=4, open_files=99)


def test_a_run_is_told_with_its_limits_in_the_units_of_the_supervisor():
    channel = Answers(FACTS, b"abcde")
    request = RunRequest(
        argv=("main",), limits=LIMITS, stdin=b"in", files={"a": b"one", "b": b"2"}, env={"LANG": "C", "MORE": "1"}
    )
    box(channel).run(request)
    (message,) = channel.sent
    told = {name: message.header[name] for name in ("cpu_s", "wall_s", "memory_bytes", "processes", "open_files")}
    assert told == {"cpu_s": 2, "wall_s": 7, "memory_bytes": 64 << 20, "processes": 5, "open_files": 99}
    assert (message.header["output_bytes"], message.header["disk_bytes"]) == (3 << 10, 4 << 20)
    assert (message.header["stdin"], message.header["files"], message.body) == (2, [["a", 3], ["b", 1]], b"inone2")
    env = message.header["env"]
    assert (env["LANG"], env["MORE"], env["HOME"]) == ("C", "1", "/box/tmp")
    assert not any(message.header[name] for name in ("results", "build", "keep", "zygote"))


def test_a_run_is_waited_for_longer_than_a_busy_machine_may_take():
    channel = Answers(FACTS, b"abcde")
    box(channel).run(RunRequest(argv=("main",), limits=LIMITS))
    assert channel.sent[0].timeout_s > LIMITS.wall_s + max(LEAST_PATIENCE_S, PATIENCE * LIMITS.wall_s)


def test_a_service_has_no_wall_limit_of_its_own_and_is_not_forked_from_the_warm_interpreter():
    channel = Answers(ENDED)
    box(channel).start(ServiceRequest(argv=("main",), limits=LIMITS, ready=Ready(port=1)))
    (message,) = channel.sent
    assert message.header["op"] == "start"
    assert message.header["wall_s"] > 1e6
    assert message.header["zygote"] is False


def test_every_submission_is_another_user():
    channel = Answers({"op": "ok"})
    one = box(channel)
    one.begin()
    one.begin()
    assert [message.header["uid"] for message in channel.sent] == [1001, 1002]


def test_the_answer_to_a_start_comes_before_that_to_anything_else():
    channel = Answers(ENDED)
    one = box(channel)
    starting = one.start(ServiceRequest(argv=("main",), limits=LIMITS, ready=Ready(port=1)))
    assert channel.waits_s == 0.0
    one.facts()
    assert channel.waits_s > 0.0
    channel.reply = {"op": "nonsense"}, b""
    assert starting.wait().seen == "refused"


def test_whoever_answers_something_else_has_done_nothing():
    one = box(Answers({"op": "clean", "full": False, "problems": []}))
    for call in (one.begin, lambda: one.put({"main.py": b""}), one.ports):
        with pytest.raises(SandboxUnavailable, match="the box answered 'clean' to"):
            call()


@pytest.mark.parametrize(
    "answer", [{"op": "ok", "problems": []}, {"op": "ok"}, {"op": "clean"}, {"op": "clean", "problems": "none"}]
)
def test_a_box_that_does_not_say_that_it_is_clean_is_not(answer):
    with pytest.raises(SandboxUnavailable):
        box(Answers(answer)).reset()
