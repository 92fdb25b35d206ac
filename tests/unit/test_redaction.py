from dataclasses import replace

import pytest

from judge.domain import events
from judge.domain.challenge import Visibility
from judge.domain.messages import CAUSES
from judge.domain.redaction import (
    MAX_EVIDENCE_CHARS,
    MAX_LOG_CHARS,
    candidate_event,
    candidate_report,
    candidate_test,
    opens_up,
)
from judge.domain.report import BuildReport, Evidence, ServiceReport, SidecarReport
from judge.domain.report import TestReport as Row
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from tests.fakes.world import SECRET, a_test, wrong_report

FULL = a_test(
    "sample/1",
    cpu_ms=10,
    memory_kib=10 * 1024,
    message=f"saw {SECRET}",
    evidence=Evidence(expected=SECRET, output="no"),
)


@pytest.mark.parametrize(
    ("visibility", "message", "evidence"),
    [
        (Visibility.FULL, FULL.message, FULL.evidence),
        (Visibility.MESSAGE, FULL.message, Evidence()),
        (Visibility.NAME, "", Evidence()),
    ],
)
def test_each_visibility_shows_what_it_says(visibility: Visibility, message: str, evidence: Evidence) -> None:
    test = replace(FULL, visibility=visibility)
    assert candidate_test(test) == replace(test, message=message, evidence=evidence)


def test_a_hidden_test_is_not_there_at_all() -> None:
    hidden = replace(FULL, visibility=Visibility.NONE)
    assert candidate_test(hidden) is None
    assert candidate_event(events.TestEnded(stage="cases", test=hidden)) is None
    report = wrong_report()
    stage = replace(report.stages[0], tests=(hidden, *report.stages[0].tests))
    (seen,) = candidate_report(replace(report, stages=(stage,))).stages
    assert [test.name for test in seen.tests] == ["sample/1", "hidden/2"]
    assert (seen.points, seen.max_points) == (stage.points, stage.max_points)


@pytest.mark.parametrize("before", Visibility)
@pytest.mark.parametrize("after", Visibility)
def test_what_opens_up_is_seen_once_the_time_is_over_and_nothing_is_taken_back(
    before: Visibility, after: Visibility
) -> None:
    test = replace(FULL, visibility=before, after_deadline=after)
    more = before.or_more(after)
    assert seen(candidate_test(test)) == seen(candidate_test(replace(FULL, visibility=before)))
    assert seen(candidate_test(test, over=True)) == seen(candidate_test(replace(FULL, visibility=more)))
    event = events.TestEnded(stage="cases", test=test)
    assert (candidate_event(event, over=True) is None) == (more is Visibility.NONE)


def seen(test: Row | None) -> tuple[str, str, Evidence] | None:
    return (test.name, test.message, test.evidence) if test else None


def test_where_every_test_opens_up_the_log_of_the_service_does_too() -> None:
    tests = tuple(replace(FULL, visibility=each, after_deadline=Visibility.FULL) for each in Visibility)
    stage = replace(wrong_report().stages[0], tests=tests, service=ServiceReport(log=SECRET))
    report = replace(wrong_report(), stages=(stage,))
    assert opens_up(report)
    assert not opens_up(wrong_report())
    logs = [candidate_report(report, over=over).stages[0].service for over in (False, True)]
    assert [log and log.log for log in logs] == ["", SECRET]


@pytest.mark.parametrize("to", [Visibility.MESSAGE, Visibility.FULL])
def test_one_test_that_opens_up_is_enough_to_look_again_once_the_time_is_over(to: Visibility) -> None:
    report = wrong_report()
    sample, hidden = report.stages[0].tests
    stage = replace(report.stages[0], tests=(sample, replace(hidden, after_deadline=to)))
    assert opens_up(replace(report, stages=(report.stages[0], stage)))


def test_no_text_of_a_hidden_test_reaches_the_candidate() -> None:
    report = wrong_report()
    assert SECRET in repr(report)
    seen = candidate_report(report)
    assert SECRET not in repr(seen)
    assert seen.message == seen.stages[0].message == CAUSES["wrong_output"]


def test_verdicts_and_points_stay_as_they_are() -> None:
    report = wrong_report()
    seen = candidate_report(report)
    assert (seen.verdict, seen.score, seen.max_score, seen.cause) == (
        report.verdict,
        report.score,
        report.max_score,
        report.cause,
    )
    assert [test.verdict for test in seen.stages[0].tests] == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER]


SERVICE = ServiceReport(
    started_ms=90,
    starts=3,
    cpu_ms=7,
    memory_kib=100,
    log=f"GET /{SECRET}",
    exit=SECRET,
    sidecars=(SidecarReport(name="db", type="postgres", started_ms=250, cpu_ms=1, memory_kib=2),),
)


def seen_of_the_service(*visibilities: Visibility, service: ServiceReport = SERVICE) -> ServiceReport | None:
    tests = tuple(replace(FULL, visibility=visibility) for visibility in visibilities)
    stage = replace(wrong_report().stages[0], service=service, tests=tests)
    return candidate_report(replace(wrong_report(), stages=(stage,))).stages[0].service


@pytest.mark.parametrize("hidden", [visibility for visibility in Visibility if visibility is not Visibility.FULL])
def test_a_service_that_was_asked_by_one_hidden_test_shows_only_what_it_cost(hidden: Visibility) -> None:
    seen = seen_of_the_service(Visibility.FULL, hidden)
    assert seen == replace(SERVICE, log="", exit="", starts=1)
    assert SECRET not in repr(seen)


def test_a_service_whose_tests_are_all_seen_shows_its_log_and_one_without_tests_does_not() -> None:
    assert seen_of_the_service(Visibility.FULL, Visibility.FULL) == SERVICE
    assert seen_of_the_service() == replace(SERVICE, log="", exit="", starts=1)


def test_of_a_long_log_the_end_is_kept() -> None:
    seen = seen_of_the_service(Visibility.FULL, service=replace(SERVICE, log="x" * 1_000_000 + "the end"))
    assert seen is not None
    assert len(seen.log) < MAX_LOG_CHARS + 20
    assert seen.log.startswith("(cut)")
    assert seen.log.endswith("the end")


@pytest.mark.parametrize("visibility", Visibility)
def test_what_is_for_the_author_alone_reaches_no_candidate(visibility: Visibility) -> None:
    test = replace(FULL, message="", evidence=Evidence(), detail=SECRET, visibility=visibility)
    assert SECRET not in repr(candidate_test(test))


def test_the_build_log_stays() -> None:
    report = replace(wrong_report(), build=BuildReport(ok=False, log="main.cpp:1: error", wall_ms=5))
    assert candidate_report(report).build == report.build


def test_of_a_long_build_log_the_beginning_is_kept() -> None:
    report = replace(wrong_report(), build=BuildReport(ok=False, log="main.cpp:1: error" + "x" * 1_000_000))
    log = candidate_report(report).build.log
    assert len(log) < MAX_LOG_CHARS + 20
    assert log.startswith("main.cpp:1: error")
    assert log.endswith("(cut)")


@pytest.mark.parametrize("visibility", [Visibility.FULL, Visibility.MESSAGE])
def test_a_long_message_is_cut_wherever_it_is_seen(visibility: Visibility) -> None:
    seen = candidate_test(replace(FULL, visibility=visibility, message="y" * 1_000_000))
    assert seen is not None
    assert len(seen.message) < 3000


def test_long_texts_are_cut() -> None:
    test = replace(FULL, evidence=Evidence(diff="x" * 1_000_000))
    seen = candidate_test(test)
    assert seen is not None
    assert len(seen.evidence.diff) < MAX_EVIDENCE_CHARS + 20
    assert seen.evidence.diff.endswith("(cut)")


def test_events_are_redacted_as_reports_are() -> None:
    changed = events.StateChanged(state=State.RUNNING, attempt=1)
    assert candidate_event(changed) is changed
    ended = events.TestEnded(stage="cases", test=wrong_report().stages[0].tests[1])
    assert SECRET in repr(ended)
    assert SECRET not in repr(candidate_event(ended))
