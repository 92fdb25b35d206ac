"""Plans and score sheets: pure preparation."""

from dataclasses import replace
from functools import partial

import pytest

from judge.domain.challenge import HttpStage, Isolation, Scoring, Visibility
from judge.domain.limits import BUILD, Limits
from judge.domain.recorded import RecordedTest
from judge.domain.report import Integrity
from judge.domain.service import Service, Sidecar
from judge.domain.verdict import Verdict
from tests.unit.grading_sample import BUILT, CASES, GROUPS, SHELL, challenge, recorded_tests, stdio, suite
from worker.graders.classify import RAN, Outcome
from worker.graders.plan import plan, pod_spec, widest, with_all_sidecars
from worker.graders.sheet import Sheet

NARROW = Limits(cpu_s=1, wall_s=9, memory_mib=32, processes=9, output_kib=1, disk_mib=9, open_files=16)
LATE = Outcome(Verdict.TIME_LIMIT_EXCEEDED, "cpu_time")
HTTP = partial(HttpStage, points=10, limits=NARROW, groups=GROUPS, files={})
WIDE = Limits(cpu_s=2, wall_s=3, memory_mib=64, processes=2, output_kib=8, disk_mib=1, open_files=64)


def test_the_widest_limits_hold_each():
    both = Limits(cpu_s=2, wall_s=9, memory_mib=64, processes=9, output_kib=8, disk_mib=9, open_files=64)
    assert widest(NARROW, WIDE) == both


def test_limits_are_widened_for_the_runtime_and_the_program_is_told_the_challenges_own():
    slow = replace(SHELL, time_factor=2, memory_extra_mib=100, run=("run", "{memory_mib}"))
    stage = stdio(limits=WIDE)
    todo = plan(challenge(stage), slow, {})
    assert (todo.limits(stage).cpu_s, todo.limits(stage).wall_s, todo.limits(stage).memory_mib) == (4, 6, 164)
    assert todo.spec.limits == todo.limits(stage)
    assert todo.program(stage) == ("run", "64")


def test_a_box_holds_what_any_stage_may_use_and_not_only_the_first():
    low, high = stdio(name="low", limits=NARROW), stdio(name="high", limits=WIDE)
    assert plan(challenge(low, high), SHELL, {}).spec.limits == widest(NARROW, WIDE)


def test_a_pod_is_made_with_the_sidecars_of_its_first_stage_and_must_be_possible_with_all():
    database, cache = (Sidecar(name=name, type=name, port=1, variables=()) for name in ("postgres", "redis"))
    first, second = (HTTP(name=one[0].type, service=Service(sidecars=one)) for one in ((database,), (database, cache)))
    pod = pod_spec(challenge(first, second), plan(challenge(first), SHELL, {}).spec)
    assert [spec.type for spec in pod.sidecars] == ["postgres"]
    assert [spec.type for spec in with_all_sidecars(pod, challenge(first, second)).sidecars] == ["postgres", "redis"]


def test_the_challenge_may_name_the_main_file_and_ask_for_a_fresh_box():
    todo = plan(challenge(stdio(), main={"shell": "app.sh"}, isolation=Isolation.FRESH), SHELL, {})
    assert (todo.program(stdio()), todo.spec.fresh) == (("sh", "app.sh"), True)
    assert plan(challenge(stdio()), SHELL, {}).spec.fresh is False


def test_a_runtime_that_builds_gets_room_to_build():
    assert plan(challenge(stdio()), BUILT, {}).build == (("sh", "build.sh"),)
    todo = plan(challenge(stdio()), replace(BUILT, build_memory_mib=2777, build_disk_mib=1333), {})
    assert (todo.build_limits.memory_mib, todo.spec.limits.memory_mib) == (2777, 2777)
    assert (todo.build_limits.disk_mib, todo.spec.limits.disk_mib) == (1333, 1333)
    assert todo.build_limits.cpu_s == BUILD.cpu_s


def test_a_runtime_that_asks_for_no_more_builds_within_the_challenges_own_memory():
    todo = plan(challenge(stdio()), BUILT, {})
    assert todo.build_limits.memory_mib == todo.limits(stdio()).memory_mib


def test_a_sheet_shares_points_among_all_tests_of_a_group_whether_they_run_or_not():
    sheet = Sheet(stdio())
    rows = [sheet.row(test, RAN) for test in sheet.tests]
    assert [(row.points, row.max_points) for row in rows] == [(10, 10), (25, 25), (25, 25)]


def test_a_row_of_a_group_that_gives_all_or_nothing_promises_nothing_before_the_others_are_known():
    sheet = Sheet(stdio(groups=(GROUPS[0], replace(GROUPS[1], scoring=Scoring.ALL_OR_NOTHING))))
    rows = [sheet.row(test, RAN) for test in sheet.tests]
    assert [(row.points, row.max_points) for row in rows] == [(10, 10), (0, 25), (0, 25)]
    assert [test.points for test in sheet.total(rows, Integrity.ISOLATED).tests] == [10, 25, 25]


def test_recorded_tests_stand_in_the_order_of_the_groups():
    recorded = ("hidden/test_a.py::test_1", "sample/test_b.py::test_2")
    sheet = Sheet(suite({}, groups=GROUPS), recorded_tests(recorded))
    assert [test.group for test in sheet.tests] == ["sample", "hidden"]


def test_recorded_tests_may_weigh_more_than_others_and_show_more_or_less_than_their_group():
    recorded = (
        RecordedTest(id="sample/test_a.py::test_1", group="hidden", points=4),
        RecordedTest(id="hidden/test_a.py::test_2", group="hidden", visibility=Visibility.NONE),
    )
    sheet = Sheet(suite({}, groups=GROUPS), recorded)
    rows = [sheet.row(test, RAN) for test in sheet.tests]
    assert [(row.group, row.points, row.visibility) for row in rows] == [("hidden", 40, "name"), ("hidden", 10, "none")]
    total = sheet.total([sheet.row(sheet.tests[0], RAN), sheet.row(sheet.tests[1], LATE)], Integrity.ISOLATED)
    assert [(test.points, test.max_points) for test in total.tests] == [(40, 40), (0, 10)]


def test_a_recorded_test_of_a_group_that_is_not_declared_cannot_be_scored():
    with pytest.raises(KeyError):
        Sheet(suite({}, groups=GROUPS), recorded_tests(("other/test_a.py::test_1",)))


def test_a_stage_has_the_verdict_and_cause_of_its_worst_test():
    sheet = Sheet(stdio())
    outcomes = (
        Outcome(Verdict.WRONG_ANSWER, "wrong_output"),
        Outcome(Verdict.RUNTIME_ERROR, "killed_by_signal"),
        Outcome(Verdict.TIME_LIMIT_EXCEEDED, "cpu_time"),
    )
    stage = sheet.total(
        [sheet.row(test, outcome) for test, outcome in zip(sheet.tests, outcomes, strict=True)], Integrity.ISOLATED
    )
    assert (stage.verdict, stage.cause, stage.points) == ("runtime_error", "killed_by_signal", 0)


@pytest.mark.parametrize("pick", [slice(0, 0), slice(0, 2), slice(1, 3), slice(None, None, -1)])
def test_a_sheet_with_a_row_too_few_or_out_of_place_is_not_scored(pick):
    sheet = Sheet(stdio())
    rows = [sheet.row(test, RAN) for test in sheet.tests]
    with pytest.raises(ValueError, match="not the promised ones"):
        sheet.total(rows[pick], Integrity.ISOLATED)


def test_a_sheet_without_tests_proves_nothing():
    empty = Sheet(stdio(cases=()))
    assert empty.total([], Integrity.ISOLATED).verdict == "judge_error"
    assert len(CASES) == len(Sheet(stdio()).tests)
