"""The build step."""

from dataclasses import replace

import pytest

from judge.domain.errors import NoRoom
from judge.domain.limits import BUILD
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import LIMITS, result
from worker.graders.build import LOG_BYTES, build
from worker.sandbox.interface import BoxSpec, Deadline


def built(*scripts: str, limits=LIMITS):
    with FakeSandbox(("shell",)).acquire(BoxSpec(runtime="shell", limits=limits)) as box:
        return build(box, [("sh", "-c", script) for script in scripts], limits), box.requests


def test_nothing_to_build_is_well_built():
    done, _ = built()
    assert (done.report.ok, done.report.log, done.outcome.verdict) == (True, "", "accepted")


def test_commands_run_in_order_in_one_tree_up_to_the_first_that_fails():
    done, requests = built("echo one > a", "cat a; exit 2", "echo never")
    assert (done.report.ok, done.report.log, done.outcome.cause) == (False, "one\n", "build_failed")
    assert len(requests) == 2
    assert all(request.build for request in requests)


def test_a_long_log_is_cut_and_does_not_fail_the_build():
    done, _ = built("head -c 100000 /dev/zero | tr '\\0' x", limits=replace(LIMITS, output_kib=32))
    assert done.report.ok
    assert len(done.report.log) < LOG_BYTES + 50


class BoxThatReturns:
    """Every run ends as told."""

    def __init__(self, **facts) -> None:
        self.facts = facts

    def run(self, request):
        assert request.build
        return result(**self.facts)


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"deadline": Deadline.CPU, "exit_code": -1, "signal": 9}, "cpu_time"),
        ({"deadline": Deadline.WALL, "exit_code": -1, "signal": 9}, "wall_time"),
        ({"oom_kills": 1, "exit_code": 1}, "out_of_memory"),
        ({"memory_kib": BUILD.memory_mib * 1024 + 1}, "out_of_memory"),
        ({"exit_code": 1, "disk_full": True}, "disk_full"),
        ({"exit_code": 1, "processes_full": True}, "too_many_processes"),
        ({"exit_code": -1, "signal": 11}, "build_failed"),
        ({"exit_code": 1, "stderr": b"ModuleNotFoundError: No module named 'x'"}, "build_failed"),
    ],
)
def test_a_build_that_breaks_a_limit_is_a_compile_error_that_names_it(facts, cause):
    done = build(BoxThatReturns(**facts), [("make",)])
    assert (done.outcome.verdict, done.outcome.cause, done.report.ok) == ("compile_error", cause, False)


def test_a_build_that_leaves_no_room_for_the_files_that_are_put_back_has_filled_the_disk():
    class Full(BoxThatReturns):
        def put(self, files):
            assert files == {"tests.py": b"ours"}
            raise NoRoom("no room")

    done = build(Full(exit_code=0), [("make",)], readonly={"tests.py": b"ours"})
    assert (done.outcome.verdict, done.outcome.cause, done.report.ok) == ("compile_error", "disk_full", False)
