"""Which limits a run came near to, what is told of it, and to whom."""

from dataclasses import replace

import pytest

from judge.domain.challenge import Visibility
from judge.domain.limits import Limits
from judge.domain.nearness import NEAR, NOISY, near_limits, warnings
from judge.domain.redaction import candidate_report
from judge.domain.report import Report, SandboxReport, ServiceReport
from tests.fakes.world import wrong_report
from tests.unit.grading_sample import result
from worker.graders.near import near, near_of_test, service_near
from worker.sandbox.interface import Deadline, EndedBy, ServiceFacts

LIMITS = Limits(cpu_s=2, wall_s=6, memory_mib=100, output_kib=10)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cpu_ms": 1799}, ()),
        ({"cpu_ms": 1800}, ("cpu_time",)),
        ({"cpu_ms": 2100}, ("cpu_time",)),
        ({"cpu_ms": 2201}, ()),
        ({"cpu_ms": 2190, "deadline": Deadline.CPU}, ()),
        ({"cpu_ms": 2190, "signal": 24, "exit_code": -1}, ()),
        ({"wall_ms": 5400}, ("wall_time",)),
        ({"wall_ms": 5400, "waited_ms": 500.0}, ()),
        ({"wall_ms": 6500, "waited_ms": 900.0}, ("wall_time",)),
        ({"wall_ms": 6010, "deadline": Deadline.WALL}, ()),
        ({"memory_kib": 95 * 1024}, ("memory",)),
        ({"memory_kib": 101 * 1024}, ("memory",)),
        ({"memory_kib": 99 * 1024, "oom_kills": 1}, ()),
        ({"stdout": b"x" * 9300}, ("output",)),
        ({"stdout": b"x" * 10240, "stdout_cut": True}, ()),
        ({"cpu_ms": 1900, "memory_kib": 95 * 1024}, ("cpu_time", "memory")),
    ],
)
def test_a_run_is_near_a_limit_that_it_missed_by_a_tenth_at_most(changes, expected):
    assert near(result(**changes), LIMITS) == expected


def test_a_service_is_near_its_limits_over_the_whole_stage():
    facts = ServiceFacts(cpu_ms=1900, peak_kib=95 * 1024)
    assert service_near(facts, LIMITS) == ("cpu_time", "memory")
    assert service_near(replace(facts, ended_by=EndedBy.CPU, oom_kills=1), LIMITS) == ()


def test_a_test_of_a_service_is_near_its_time():
    assert (near_of_test(9100, 10), near_of_test(5000, 10)) == (("wall_time",), ())


def shown_near(visibility):
    report = wrong_report()
    stage = report.stages[0]
    tests = (replace(stage.tests[0], visibility=visibility, near=("cpu_time", "output")),)
    return candidate_report(replace(report, stages=(replace(stage, tests=tests),)))


def test_a_hidden_test_tells_of_no_limit_that_its_figures_do_not_show():
    (test,) = shown_near(Visibility.NAME).stages[0].tests
    assert test.near == ("cpu_time",)
    assert shown_near(Visibility.MESSAGE).stages[0].tests[0].near == ("cpu_time", "output")
    assert warnings(shown_near(Visibility.NONE)) == ()


def test_every_limit_has_a_sentence():
    report = wrong_report()
    stage = report.stages[0]
    for limit, word in NEAR.items():
        tests = (replace(stage.tests[0], near=(limit,)), *stage.tests[1:])
        (line,) = warnings(replace(report, stages=(replace(stage, tests=tests),)))
        assert word in line
        assert stage.tests[0].name in line
        service = replace(stage, service=ServiceReport(near=(limit,)))
        (line,) = warnings(replace(report, stages=(service,)))
        assert word in line
        assert "the service" in line


def test_the_limits_of_a_report_are_those_of_its_tests_and_of_its_services():
    report = wrong_report()
    stage = report.stages[0]
    assert near_limits(report) == ()
    tests = (stage.tests[0], replace(stage.tests[1], near=("output",)))
    served = replace(stage, tests=tests, service=ServiceReport(near=("memory",)))
    assert near_limits(replace(report, stages=(stage, served))) == ("memory", "output")


@pytest.mark.parametrize(("noise", "lines"), [(None, 0), (0.0, 0), (NOISY, 0), (NOISY + 0.01, 1)])
def test_a_busy_machine_is_told_and_an_unknown_one_is_not(noise, lines):
    assert len(warnings(Report(sandbox=SandboxReport(noise=noise)))) == lines
