"""Submissions whose challenge version is lost, and those of earlier versions of the judge, are still told of."""

from dataclasses import replace

import pytest

from judge.domain.report import Report
from judge.service.cases import Cases
from judge.service.ports import Query
from tests.fakes.world import SECRET, SEEN, World


@pytest.mark.parametrize("lost", [True, False], ids=["gone", "unreadable"])
def test_of_a_version_that_is_lost_nobody_can_tell_the_points_there_are(*, lost: bool) -> None:
    world = World()
    waits, failed = world.submit(), world.submit()
    world.finish(failed, Report(cause="sandbox_failed"))
    package = world.store.submissions.get(waits).package
    world.store.packages._files = {} if lost else {package: {}}
    cases = Cases(world.parts)  # as after a restart: nothing is loaded yet
    assert [cases.submissions.get(each, SEEN).max_score for each in (waits, failed)] == [None, None]
    assert [each.max_score for each in cases.submissions.page(Query(), SEEN).views] == [None, None]


def test_a_record_that_kept_no_outcome_is_listed_with_what_its_report_says() -> None:
    """As earlier versions wrote it."""
    world = World()
    waits, old = world.submit(), world.submit()
    world.finish(old)
    row = world.store.tables.row(old)
    row.record = replace(row.record, outcome=None)
    listed = world.cases.submissions.page(Query(), SEEN)
    told = {view.submission.id: view.report and (view.report.verdict, view.report.score) for view in listed.views}
    assert told == {old: ("wrong_answer", 40.0), waits: None}
    assert SECRET not in repr(listed)
