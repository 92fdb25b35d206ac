"""How much more than its processor time a run may take, so that it is known how near it was."""

from dataclasses import replace

import pytest

from tests.unit.test_supervisor_meter import RUN, Idle, Machine
from worker.supervisor import layout, meter, usage
from worker.supervisor.meter import SPARE, Baseline, Meter


@pytest.mark.parametrize(("spare", "ends_at_s"), [(1.0, 2.0), (SPARE, 2.2)], ids=["a build, a service", "a test"])
def test_a_program_may_end_a_tenth_above_its_processor_time_and_no_more(monkeypatch, spare, ends_at_s):
    machine, source = Machine(), Idle()
    monkeypatch.setattr(meter.time, "monotonic", lambda: machine.at)
    monkeypatch.setattr(layout, "BOX", "/")
    monkeypatch.setattr(usage, "processes", list)
    run = Meter(replace(RUN, cpu_s=2.0, wall_s=60.0), source, Baseline(0, 0), set(), spare=spare)
    machine.at, source.used_s = 110.0, ends_at_s - 0.01
    assert not run.passed_a_limit()
    machine.at, source.used_s = 120.0, ends_at_s + 0.01
    assert run.passed_a_limit()
    assert run.deadline == "cpu"
