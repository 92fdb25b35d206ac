"""How noisy the machine was: what others took of a submission's time, never more than is known."""

import pytest

from judge.domain.limits import Limits
from tests.unit.grading_sample import result
from worker.sandbox.interface import RunRequest, ServiceFacts
from worker.sandbox.noise import Noise
from worker.supervisor.usage import kept_waiting_s

RUN = RunRequest(argv=("main",), limits=Limits())


def test_a_wait_is_relative_to_the_time_that_ran():
    noise = Noise()
    noise.ran(RUN, result(cpu_ms=100, waited_ms=10.0))
    noise.ran(RUN, result(cpu_ms=300, waited_ms=30.0))
    assert noise.ratio() == 0.1


def test_builds_and_programs_of_ours_do_not_count():
    noise = Noise()
    noise.ran(RunRequest(argv=("cc",), limits=Limits(), build=True), result(cpu_ms=100, waited_ms=90.0))
    noise.ran(RunRequest(argv=("psql",), limits=Limits(), keep=True), result(cpu_ms=100, waited_ms=90.0))
    assert noise.ratio() is None


def test_what_nobody_can_tell_is_not_made_up():
    noise = Noise()
    assert noise.ratio() is None
    noise.ran(RUN, result(cpu_ms=100, waited_ms=None))
    noise.served(ServiceFacts(cpu_ms=100))
    assert noise.ratio() is None


def test_every_start_of_a_service_counts_once():
    noise = Noise()
    noise.served(ServiceFacts(cpu_ms=50, waited_ms=5.0))
    noise.served(ServiceFacts(cpu_ms=100, waited_ms=10.0))
    noise.serves_anew()
    noise.served(ServiceFacts(cpu_ms=100, waited_ms=50.0))
    assert noise.ratio() == 0.3


@pytest.mark.parametrize(
    ("schedstat", "cpu_s", "expected"),
    [
        (b"100000000 20000000 7\n", 0.1, 0.02),
        (b"100000000 20000000 7\n", 0.115, 0.005),
        (b"100000000 20000000 7\n", 0.9, 0.0),
        (b"0 0 0\n", 0.0, 0.0),
        (b"", 0.1, None),
    ],
)
def test_waiting_for_threads_of_its_own_is_nobody_elses_fault(schedstat, cpu_s, expected):
    found = kept_waiting_s(schedstat, cpu_s)
    assert found == (None if expected is None else pytest.approx(expected))
