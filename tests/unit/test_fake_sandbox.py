"""The fake keeps its word, or the graders' tests prove nothing."""

import os
from contextlib import ExitStack
from dataclasses import replace

import pytest

from judge.domain.errors import SandboxUnavailable
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import LIMITS
from worker.sandbox.interface import BoxSpec, Deadline, RunRequest

SPEC = BoxSpec(runtime="python", limits=LIMITS)


@pytest.fixture
def run():
    """Runs a shell script in one box that holds a file ``kept``."""
    with FakeSandbox().acquire(SPEC) as box:
        box.put({"kept": b"1", "folder/too": b"2"})

        def go(script, limits=LIMITS, **request):
            return box.run(RunRequest(argv=("sh", "-c", script), limits=limits, **request))

        yield go


def test_a_run_returns_what_came_out(run):
    result = run("cat; echo err >&2; echo res >&3; exit 5", stdin=b"in", results=True)
    assert (result.exit_code, result.signal) == (5, -1)
    assert (result.stdout, result.stderr, result.results) == (b"in", b"err\n", b"res\n")
    assert result.wall_ms > 0
    assert result.memory_kib > 0


@pytest.mark.parametrize("first", range(40, 56))
def test_a_run_gets_its_pipes_wherever_they_sit(run, first):
    """A test process that has been at it for long has many descriptors open, and the pipes get any number."""
    with ExitStack() as held:
        while held.enter_context(open(os.devnull)).fileno() < first:
            pass
        result = run("cat; echo err >&2; echo res >&3", stdin=b"in", results=True)
    assert (result.stdout, result.stderr, result.results) == (b"in", b"err\n", b"res\n")


def test_a_signal_is_told_apart_from_a_status(run):
    assert (run("kill -9 $$").exit_code, run("kill -9 $$").signal) == (-1, 9)
    assert run("exit 137").exit_code == 137


def test_deadlines_are_told_apart(run):
    assert run("sleep 5", replace(LIMITS, wall_s=0.1)).deadline is Deadline.WALL
    assert run("while :; do :; done", replace(LIMITS, cpu_s=0.1)).deadline is Deadline.CPU
    assert run("true").deadline is Deadline.NONE


def test_output_is_cut_and_the_rest_drained(run):
    small = replace(LIMITS, output_kib=1)
    result = run("head -c 500000 /dev/zero", small)
    assert (result.exit_code, len(result.stdout), result.stdout_cut) == (0, 1024, True)
    exact = run("head -c 1024 /dev/zero", small)
    assert (len(exact.stdout), exact.stdout_cut) == (1024, False)


def test_a_background_child_that_keeps_the_output_open_does_not_keep_the_run(run):
    assert run("sleep 60 & echo done").stdout == b"done\n"


def test_every_run_finds_the_tree_as_it_was(run):
    assert run("rm kept; echo > new; ls; cat .run/f", files={".run/f": b"F"}).stdout == b"folder\nnew\nF"
    assert run("ls -A").stdout == b"folder\nkept\n"


def test_what_a_build_leaves_is_kept(run):
    run("echo 3 > made", build=True)
    assert run("cat made").stdout == b"3\n"


def test_closing_early_leaves_the_rest_unrun():
    with FakeSandbox().acquire(SPEC) as box:
        results = box.run_each([RunRequest(argv=("true",), limits=LIMITS)] * 3)
        next(results)
        results.close()
        assert len(box.requests) == 1


def test_it_refuses_what_it_does_not_offer():
    with pytest.raises(SandboxUnavailable), FakeSandbox(("python",)).acquire(replace(SPEC, runtime="java")):
        pass
