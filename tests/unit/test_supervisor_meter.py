"""When a run is over: the supervisor's clock, without a box."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from worker.supervisor import layout, meter, usage
from worker.supervisor.meter import Baseline, Meter
from worker.supervisor.request import Run

RUN = Run(
    argv=["main"],
    env={},
    uid=1000,
    cpu_s=60,
    wall_s=10,
    memory_bytes=64 << 20,
    processes=8,
    output_bytes=1 << 20,
    disk_bytes=1 << 20,
    open_files=64,
    results=False,
    build=False,
    zygote=False,
)


class Idle:
    name = "idle"
    counts_the_ended = True

    used_s = 0.0

    def cpu_s(self):
        return self.used_s

    def oom_kills(self):
        return 0

    def memory_bytes(self):
        return 0, 0

    def kernel_bytes(self):
        return 0


class Machine:
    """``at`` is the time; ``waited_s`` what the run waited for a processor."""

    def __init__(self):
        self.at = 100.0
        self.waited_s = 0.0


@pytest.fixture
def machine(monkeypatch):
    machine = Machine()
    monkeypatch.setattr(meter.time, "monotonic", lambda: machine.at)
    monkeypatch.setattr(layout, "BOX", "/")
    monkeypatch.setattr(usage, "processes", lambda: [])
    monkeypatch.setattr(usage, "waited_s", lambda pids: machine.waited_s)
    return machine


@pytest.mark.parametrize(("waited_s", "ends_at"), [(0.0, 110.0), (3.0, 113.0), (29.0, 139.0), (500.0, 140.0)])
def test_time_without_a_processor_is_given_back_within_reason(machine, waited_s, ends_at):
    run = Meter(RUN, Idle(), Baseline(0, 0), set())
    machine.waited_s = waited_s
    for machine.at in (109.9, ends_at - 0.1):
        assert not run.passed_a_limit()
    machine.at = ends_at
    assert run.passed_a_limit()


@pytest.mark.parametrize(
    ("waited_s", "used_s", "deadline"),
    [(0.0, 0.0, "wall"), (3.0, 0.5, "wall"), (500.0, 1.0, "busy"), (500.0, 60.0, "wall")],
)
def test_whoever_got_hardly_any_processor_time_is_not_judged(machine, waited_s, used_s, deadline):
    idle = Idle()
    run = Meter(RUN, idle, Baseline(0, 0), set())
    machine.waited_s, idle.used_s = waited_s, used_s
    machine.at = 200.0
    assert run.passed_a_limit()
    assert run.deadline == deadline


def test_a_run_whose_own_processes_may_have_had_the_processors_is_judged(machine):
    """Their time is lost where there is no control group: it would be a way to get an attempt back."""
    idle = Idle()
    idle.counts_the_ended = False
    run = Meter(RUN, idle, Baseline(0, 0), set())
    machine.waited_s = 500.0
    machine.at = 200.0
    assert run.passed_a_limit()
    assert run.deadline == "wall"


def test_a_run_that_goes_on_waiting_is_looked_at_again_when_its_time_is_up(machine):
    run = Meter(RUN, Idle(), Baseline(0, 0), set())
    machine.at, machine.waited_s = 110.0, 2.0
    assert not run.passed_a_limit()
    machine.at, machine.waited_s = 112.0, 3.0
    assert not run.passed_a_limit()
    machine.at = 113.0
    assert run.passed_a_limit()


def test_so_many_processes_that_their_memory_is_too_much_as_well_are_too_many_processes(machine, monkeypatch):
    """Only gVisor lets them become so many; elsewhere the kernel refuses."""
    idle = Idle()
    idle.memory_bytes = lambda: (RUN.memory_bytes * 2, 0)
    monkeypatch.setattr(usage, "processes", lambda: [40000, 40001])
    monkeypatch.setattr(usage, "threads", lambda pids: RUN.processes * 3)
    run = Meter(RUN, idle, Baseline(0, 0), set())
    machine.at = 101.0
    assert run.passed_a_limit()
    assert (run.processes_full, run.over_memory) == (True, 0)


def test_nobody_has_used_more_time_than_all_processors_had(machine):
    """gVisor's sums say so of programs with many threads."""
    idle = Idle()
    run = Meter(RUN, idle, Baseline(0, 0), set())
    idle.used_s, machine.at = 1000.0, 100.5
    assert run.whole_cpu_s(0) == run.whole_cpu_s(2000) == 0.5 * meter._CPUS


@pytest.fixture
def disk(monkeypatch):
    """The box's disk, of which 10 KiB are taken."""
    taken = SimpleNamespace(f_blocks=100, f_bfree=90, f_frsize=1024)
    monkeypatch.setattr(meter.os, "statvfs", lambda path: taken)
    return 10 * 1024


LIMIT = RUN.memory_bytes
KERNEL = meter._KERNEL_MEMORY_BYTES


@pytest.mark.parametrize(
    ("held", "over"),
    [
        ((LIMIT, 0, 0), False),
        ((LIMIT + 1, 0, 0), True),
        ((0, LIMIT + 10 * 1024, 0), False),
        ((0, LIMIT + 10 * 1024 + 1, 0), True),
        ((LIMIT, 5 * 1024, 0), False),
        ((LIMIT, 0, KERNEL), False),
        ((LIMIT, 0, KERNEL + 1), True),
        ((0, 0, LIMIT + KERNEL + 1), True),
    ],
)
def test_memory_is_what_a_run_holds_itself_without_its_files_and_with_what_the_kernel_has_for_it(
    machine, disk, held, over
):
    """Anonymous memory, shared memory, and the kernel's."""
    anonymous, shared, kernel = held
    idle = Idle()
    idle.memory_bytes, idle.kernel_bytes = lambda: (anonymous + 77, shared), lambda: kernel + 55
    run = Meter(RUN, idle, Baseline(77, 55), set())
    machine.at = 101.0
    assert run.passed_a_limit() is over
    assert run.over_memory == over
    assert run.peak_kib == max(0, anonymous + max(0, shared - disk)) // 1024


def test_an_input_that_lies_in_memory_is_not_the_runs_own(machine, disk):
    idle = Idle()
    idle.memory_bytes = lambda: (LIMIT, disk + 500)
    run = Meter(replace(RUN, stdin=b"x" * 500), idle, Baseline(0, 0), set())
    machine.at = 101.0
    assert not run.passed_a_limit()


@pytest.mark.parametrize(
    ("threads", "found"), [(7, (False, False)), (8, (True, False)), (16, (True, False)), (17, (True, True))]
)
def test_a_run_with_as_many_threads_as_it_may_have_is_full_and_with_many_more_it_is_over(
    machine, disk, monkeypatch, threads, found
):
    monkeypatch.setattr(usage, "processes", lambda: [40000])
    monkeypatch.setattr(usage, "threads", lambda pids: threads)
    run = Meter(RUN, Idle(), Baseline(0, 0), set())
    machine.at = 101.0
    assert run.passed_a_limit() is found[1]
    assert (run.processes_full, run.over_processes) == found


@pytest.mark.parametrize(("reaped_s", "expected"), [(0.48, 0.48), (0.1, 0.5), (0.6, 0.6)])
def test_what_was_waited_for_is_believed_unless_the_box_knows_of_much_more(machine, reaped_s, expected):
    idle = Idle()
    run = Meter(RUN, idle, Baseline(0, 0), set())
    idle.used_s, machine.at = 0.5, 101.0
    assert run.whole_cpu_s(reaped_s) == pytest.approx(expected)
