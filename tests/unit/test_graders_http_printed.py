"""What a service printed: shown where it cannot quote a hidden test, and for the author alone elsewhere."""

from collections import deque
from dataclasses import replace

from judge.domain.challenge import Visibility
from judge.domain.recorded import RecordedTest
from tests.fakes.pod import FakePod, FakeTester, not_started
from tests.unit.grading_sample import recorded_tests
from tests.unit.test_graders_http import PASSED, READY, STAGE, TESTS, UP, Graded, line
from worker.sandbox.interface import EndedBy


def test_last_words_are_shown_where_every_test_of_the_stage_may_be_seen():
    pod = FakePod(FakeTester(deque()))
    stage = replace(STAGE, groups=tuple(replace(group, visibility=Visibility.FULL) for group in STAGE.groups))

    def death():
        pod.box.dies(exit_code=3, output=b"panic")

    died = line(outcome="failed", reason="unreachable")
    assert Graded(UP, READY, death, died, *PASSED[1:], pod=pod, stage=stage).rows[0].evidence.stderr == "panic"


def test_one_test_that_is_marked_as_hidden_hides_what_the_service_printed_in_all():
    pod = FakePod(FakeTester(deque()))
    stage = replace(STAGE, groups=tuple(replace(group, visibility=Visibility.FULL) for group in STAGE.groups))
    marked = (*recorded_tests(TESTS[:2]), RecordedTest(id=TESTS[2], group="hidden", visibility=Visibility.NONE))
    died = line(outcome="failed", reason="unreachable")
    script = (UP, READY, lambda: pod.box.dies(exit_code=3, output=b"GET /hidden"), died, *PASSED[1:])
    row = Graded(*script, pod=pod, stage=stage, recorded=marked).rows[0]
    assert (row.cause, row.evidence.stderr) == ("died_during_test", "")
    assert "GET /hidden" not in row.message


def test_what_a_later_start_prints_is_not_told():
    pod = FakePod(FakeTester(deque()))
    started = not_started(alive=False, ended_by=EndedBy.ITSELF, exit_code=1, output=b"GET /hidden")
    restart = {"kind": "ask", "n": 2, "op": "restart", "grace_s": 1}
    graded = Graded(UP, READY, lambda: pod.box.outcomes.append(started), restart, *PASSED, pod=pod)
    assert graded.told[1]["error"] == "exited_at_start"
    assert "GET /hidden" not in graded.told[1]["message"]
