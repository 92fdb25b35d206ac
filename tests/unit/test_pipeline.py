"""The road of a submission through a worker, with the real graders over the fake sandbox."""

from dataclasses import replace

import pytest

from judge.domain.challenge import Group
from judge.domain.errors import SandboxUnavailable, Unavailable
from judge.domain.events import Event
from judge.domain.limits import BUILD
from judge.domain.submission import Job
from tests.fakes.registry import FakePackages
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import CASES, GROUPS, LIMITS, RUNTIMES, challenge, stdio, suite
from worker.graders import kinds
from worker.graders.classify import RAN
from worker.pipeline import Pipeline
from worker.sandbox.interface import given_up

FIRST = stdio(name="first", points=10, groups=GROUPS[:1], cases=CASES[:1])
SECOND = stdio(name="second", points=50, groups=GROUPS[1:], cases=CASES[1:], needs=("first",))


class Grading:
    """One pipeline for one challenge, and everything that came out of it."""

    def __init__(self, version) -> None:
        self.version = version
        self.sandbox = FakeSandbox(tuple(RUNTIMES))
        self.events: list[Event] = []
        self.reports = []
        self.loads = 0
        packages = FakePackages()
        self.package = packages.register(version.id, {"challenge.yaml": b""}).package
        self.pipeline = Pipeline(self.sandbox, packages, RUNTIMES, load=self.load)

    def load(self, files, runtimes):
        self.loads += 1
        return self.version

    def grade(self, files, runtime="shell", *, stopped=lambda: False, package=None):
        files = {"main.sh": files} if isinstance(files, bytes) else files
        job = Job(submission="s", attempt=1, runtime=runtime, package=package or self.package, files=files)
        self.pipeline.grade(job, emit=self.events.append, deliver=self.reports.append, stopped=stopped)
        return self.reports[-1] if self.reports else None


def verdicts(report):
    return [[test.verdict.value for test in stage.tests] for stage in report.stages]


def test_a_right_submission_is_accepted_with_all_points():
    grading = Grading(challenge(FIRST, SECOND))
    report = grading.grade(b"cat")
    assert (report.verdict, report.score, report.max_score, report.cause) == ("accepted", 60, 60, "")
    assert [(stage.name, stage.verdict, stage.points) for stage in report.stages] == [
        ("first", "accepted", 10),
        ("second", "accepted", 50),
    ]
    assert report.sandbox.backend == "fake"
    assert report.stages[0].integrity == "isolated"


def test_each_test_is_told_of_as_it_ends():
    grading = Grading(challenge(FIRST, SECOND))
    report = grading.grade(b"cat")
    told = [(event.stage, event.test) for event in grading.events]
    assert told == [(stage.name, test) for stage in report.stages for test in stage.tests]


def test_a_stage_whose_needs_failed_is_listed_and_not_run():
    grading = Grading(challenge(FIRST, SECOND))
    report = grading.grade(b"echo 7")
    assert (report.verdict, report.cause, report.score) == ("wrong_answer", "wrong_output", 0)
    assert verdicts(report) == [["wrong_answer"], ["skipped", "skipped"]]
    assert {test.cause for test in report.stages[1].tests} == {"stage_needs"}
    assert len(grading.sandbox.boxes[0].requests) == 1


def test_some_points_are_partially_accepted_only_where_the_challenge_says_so():
    program = b"read x; test $x -lt 3 && echo $x; true"
    whole = Grading(challenge(FIRST, SECOND)).grade(program)
    assert (whole.verdict, whole.score) == ("wrong_answer", 35)
    partial = Grading(challenge(FIRST, SECOND, partial=True)).grade(program)
    assert (partial.verdict, partial.score) == ("partially_accepted", 35)


def test_all_or_nothing_groups_give_nothing_for_some():
    groups = (replace(GROUPS[1], scoring="all_or_nothing"),)
    report = Grading(challenge(replace(SECOND, groups=groups, needs=()))).grade(b"read x; test $x = 2 && echo 2; true")
    assert (report.score, verdicts(report)) == (0, [["accepted", "wrong_answer"]])


def test_a_build_that_fails_is_a_compile_error_with_its_log_and_every_test_listed():
    grading = Grading(challenge(FIRST, SECOND))
    report = grading.grade({"main.sh": b"cat", "build.sh": b"echo line 3: no >&2; exit 1"}, "built")
    assert (report.verdict, report.cause, report.score) == ("compile_error", "build_failed", 0)
    assert (report.build.ok, report.build.log) == (False, "line 3: no\n")
    assert verdicts(report) == [["skipped"], ["skipped", "skipped"]]
    assert len(grading.sandbox.boxes[0].requests) == 1


def test_what_a_build_leaves_is_there_for_every_run():
    grading = Grading(challenge(FIRST, SECOND))
    report = grading.grade({"main.sh": b"sh ./made", "build.sh": b"echo cat > made; echo built"}, "built")
    assert (report.verdict, report.build.log, report.build.ok) == ("accepted", "built\n", True)
    assert grading.sandbox.boxes[0].spec.limits.memory_mib == max(BUILD.memory_mib, LIMITS.memory_mib)


def test_readonly_files_win_over_what_a_build_did_to_them():
    files = {"build.sh": b"echo mine > keep", "main.sh": b"cat keep", "keep": b"mine"}
    stage = replace(FIRST, cases=(replace(CASES[0], answer=b"theirs"),))
    grading = Grading(challenge(stage, readonly={"built": {"keep": b"theirs"}}))
    assert grading.grade(files, runtime="built").verdict == "accepted"


def test_the_starter_loses_and_readonly_files_win():
    files = {"main.sh": b'test "$(cat keep)" = theirs && cat', "keep": b"mine"}
    starter = {"shell": {"main.sh": b"exit 1", "keep": b"starter"}}
    report = Grading(challenge(FIRST, starter=starter, readonly={"shell": {"keep": b"theirs"}})).grade(files)
    assert report.verdict == "accepted"


def test_a_submission_without_a_main_file_fails_in_its_own_name():
    report = Grading(challenge(FIRST)).grade({"other.sh": b"cat"})
    assert (report.verdict, report.cause) == ("runtime_error", "nonzero_exit")


def test_the_report_is_delivered_while_the_box_is_still_held():
    grading = Grading(challenge(FIRST))
    held = []
    job = Job(submission="s", attempt=1, runtime="shell", package=grading.package, files={"main.sh": b"cat"})

    def look(_):
        held.append(grading.sandbox.boxes[-1].home.exists())

    grading.pipeline.grade(job, emit=lambda _: None, deliver=look, stopped=lambda: False)
    assert held == [True]
    assert not grading.sandbox.boxes[-1].home.exists()


def test_a_job_that_nobody_wants_any_more_ends_quietly_between_two_tests():
    grading = Grading(challenge(FIRST, SECOND))
    assert grading.grade(b"cat", stopped=lambda: len(grading.events) >= 1) is None
    assert len(grading.events) == 1
    assert len(grading.sandbox.boxes[0].requests) <= 2


def test_a_report_that_nobody_wants_any_more_is_not_delivered():
    grading = Grading(challenge(FIRST, SECOND))
    assert grading.grade(b"cat", stopped=lambda: len(grading.events) >= 3) is None
    assert len(grading.events) == 3


def test_what_a_grader_runs_is_ended_before_its_box_is_given_back(monkeypatch):
    def slow(run):
        try:
            yield run.sheet.row(run.sheet.tests[0], RAN)
        finally:
            held.append(grading.sandbox.boxes[-1].home.exists())

    grading, held = Grading(challenge(FIRST)), []
    break_grader(monkeypatch, slow)
    stops = iter([False])
    grading.grade(b"cat", stopped=lambda: len(grading.events) >= 1 and next(stops, True))
    grading.grade(b"cat", stopped=lambda: len(held) == 1 and bool(grading.events))
    assert held == [True, True]


def test_a_build_has_the_room_of_its_runtime_and_not_of_the_challenge(monkeypatch):
    monkeypatch.setitem(RUNTIMES, "built", replace(RUNTIMES["built"], build_memory_mib=2777))
    grading = Grading(challenge(FIRST))
    grading.grade({"main.sh": b"cat", "build.sh": b""}, "built")
    assert [request.limits.memory_mib for request in grading.sandbox.boxes[0].requests] == [2777, LIMITS.memory_mib]


def test_a_box_that_was_given_up_is_no_failure_of_ours(monkeypatch):
    def give_up(run):
        yield run.sheet.row(run.sheet.tests[0], RAN)
        assert given_up()
        raise SandboxUnavailable("nobody waits for what the box does any more")

    stops = iter([False])
    grading = Grading(challenge(FIRST, replace(SECOND, needs=())))
    break_grader(monkeypatch, give_up)
    assert grading.grade(b"cat", stopped=lambda: next(stops, True)) is None
    assert not given_up()


def test_a_package_is_loaded_once():
    grading = Grading(challenge(FIRST))
    grading.grade(b"cat")
    grading.grade(b"cat")
    assert grading.loads == 1


def test_a_sandbox_that_cannot_be_had_is_told_as_such():
    grading = Grading(challenge(FIRST))
    grading.sandbox.broken = True
    with pytest.raises(SandboxUnavailable):
        grading.grade(b"cat")
    assert grading.reports == []


def break_grader(monkeypatch, grade):
    kind = kinds.KINDS["stdio"]
    monkeypatch.setattr("worker.pipeline.KINDS", {**kinds.KINDS, "stdio": replace(kind, grade=grade)})


def explode(run):
    yield run.sheet.row(run.sheet.tests[0], RAN)
    raise KeyError("a mistake of ours")


@pytest.mark.parametrize(
    "grade",
    [
        explode,
        lambda run: (row for row in ()),
        lambda run: (run.sheet.row(test, RAN) for test in run.sheet.tests[:-1]),
        lambda run: (run.sheet.row(test, RAN) for test in (*run.sheet.tests, run.sheet.tests[0])),
    ],
    ids=["raises", "reports nothing", "leaves one out", "makes one up"],
)
def test_a_broken_grader_never_delivers_anything(monkeypatch, grade):
    grading = Grading(challenge(FIRST, replace(SECOND, needs=())))
    break_grader(monkeypatch, grade)
    with pytest.raises(Unavailable):
        grading.grade(b"cat")
    assert grading.reports == []


def test_a_package_that_is_gone_or_unreadable_is_our_fault():
    grading = Grading(challenge(FIRST))
    with pytest.raises(Unavailable):
        grading.grade(b"cat", package="sha256:none")
    assert grading.reports == []


def test_points_that_no_test_can_earn_are_a_judge_error():
    groups = (*FIRST.groups, Group(name="empty", points=5))
    report = Grading(challenge(replace(FIRST, groups=groups, points=15))).grade(b"cat")
    assert (report.verdict, report.score) == ("judge_error", 10)


def test_a_suite_that_cannot_be_recorded_is_a_judge_error_that_tells_the_author():
    report = Grading(challenge(FIRST, suite({"sample/test_a.py": b""}))).grade(b"cat")
    assert (report.verdict, report.cause) == ("judge_error", "tests_not_recorded")
    assert "submissions/accepted" in report.message
    assert report.max_score == 20
