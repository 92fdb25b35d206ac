"""Known submissions that come near a limit: their version goes live, and its author is warned."""

from dataclasses import replace

import pytest

from judge.api.version_records import version_out
from judge.domain.report import Report
from judge.domain.verdict import Verdict
from judge.domain.version import VersionState
from tests.fakes.world import World, wrong_report
from tests.unit.test_gate import CHALLENGE, MANAGER, checked, upload


def close_call(verdict: Verdict) -> Report:
    report = wrong_report()
    tests = tuple(replace(test, near=("cpu_time",)) for test in report.stages[0].tests)
    return replace(report, verdict=verdict, stages=(replace(report.stages[0], tests=tests),))


def test_a_known_submission_near_a_limit_is_published_and_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fakes.versions.a_report", close_call)
    world = World()
    upload(world)
    checked(world)
    view = world.cases.versions.get(CHALLENGE, 1, MANAGER)
    assert view.version.state is VersionState.PUBLISHED
    assert view.version.check is not None
    assert [row.near for row in view.version.check.known] == [("cpu_time",), ("cpu_time",)]
    shown = version_out(view).check
    assert shown is not None
    assert [line.split(" within")[0] for line in shown.warnings] == [
        "known submission submissions/accepted/sum is",
        "known submission submissions/wrong_answer/constant is",
    ]
