"""Recording the tests of a suite: once per version, from the author's own accepted submission."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest

from judge.domain.challenge import Group, KnownSubmission
from tests.fakes.registry import FakePackages
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import PYTHON, RUNTIMES, challenge, recorded_tests, result, stage_run, suite
from worker.graders.suite import grade_suite
from worker.recording import NotRecorded, Recorder

FILES = {
    "sample/test_a.py": b"import main, pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_n(n): assert main.OK\n"
}
IDS = ("sample/test_a.py::test_n[1]", "sample/test_a.py::test_n[2]")
TESTS = recorded_tests(IDS)


def known(expected="accepted", runtime="python", source=b"OK = True\n"):
    return KnownSubmission(name="good", expected=expected, runtime=runtime, files={"main.py": source})


class Recording:
    def __init__(self, stage, *submissions, sandbox=None, starter=None) -> None:
        self.version = challenge(stage, known=submissions, starter=starter or {})
        self.sandbox = sandbox or FakeSandbox(tuple(RUNTIMES))
        self.packages = FakePackages()
        self.package = self.packages.register("echo", {}).package
        self.recorder = Recorder(self.sandbox, self.packages, RUNTIMES)

    def tests(self):
        return self.recorder.tests(self.package, self.version, self.version.stages[0])


def test_tests_are_recorded_once_and_kept_with_the_package():
    recording = Recording(suite(FILES), known("wrong_answer"), known(runtime="shell"), known())
    assert recording.tests() == TESTS
    assert recording.packages.recorded_tests(recording.package, "unit") == TESTS
    assert recording.tests() == TESTS
    other_worker = Recorder(FakeSandbox(()), recording.packages, RUNTIMES)
    assert other_worker.tests(recording.package, recording.version, recording.version.stages[0]) == TESTS
    assert len(recording.sandbox.boxes) == 1


def test_without_a_solution_the_starter_will_do_and_for_tests_that_import_nothing_no_file_at_all():
    recording = Recording(suite(FILES), starter={"python": {"main.py": b"OK = False\n"}})
    assert recording.tests() == TESTS
    alone = {"sample/test_a.py": b"def test_alone(): import main\n"}
    assert Recording(suite(alone)).tests() == recorded_tests(["sample/test_a.py::test_alone"])


def test_what_was_recorded_is_what_a_run_reports():
    with stage_run(suite(FILES), b"OK = True\n", runtime=PYTHON, recorded=IDS) as (run, _):
        assert [test.verdict for test in grade_suite(run)] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("submissions", "why"),
    [
        ((), "submissions/accepted"),
        ((known("wrong_answer"),), "submissions/accepted"),
        ((known(runtime="shell"),), "pytest"),
    ],
)
def test_without_an_accepted_submission_in_a_fitting_runtime_there_is_nothing_to_record(submissions, why):
    with pytest.raises(NotRecorded, match=why):
        Recording(suite(FILES), *submissions).tests()


class Collections(FakeSandbox):
    """Boxes in which every collection comes out as told, one after another."""

    def __init__(self, *collections: list[dict[str, str]]) -> None:
        super().__init__(tuple(RUNTIMES))
        self.collections = list(collections)

    @contextmanager
    def acquire(self, spec):
        with super().acquire(spec) as box:
            box.run = self.answer
            yield box

    def answer(self, request):
        order = json.loads(request.stdin)
        assert order["collect_only"]
        lines = self.collections.pop(0)
        return result(results="\n".join(json.dumps({"nonce": order["nonce"], **line}) for line in lines).encode())


def collected(*names):
    return [{"kind": "collected", "id": f"sample/test_a.py::{name}"} for name in names]


BROKEN = {"kind": "broken", "path": "sample/test_b.py", "cause": "collection_failed", "message": "ImportError: no"}


@pytest.mark.parametrize(
    ("collections", "why"),
    [
        ([[]], "no complete list"),
        ([[*collected("a"), BROKEN]], "sample/test_b.py cannot be loaded: ImportError"),
        ([collected("a"), collected("b")], "differ from one collection to the next"),
        ([collected("a", "b"), collected("b", "a")], "differ from one collection to the next"),
    ],
)
def test_a_suite_without_a_firm_list_of_tests_is_refused(collections, why):
    recording = Recording(suite(FILES), known(), sandbox=Collections(*collections))
    with pytest.raises(NotRecorded, match=why):
        recording.tests()
    assert recording.packages.recorded_tests(recording.package, "unit") == ()


def test_more_tests_than_can_report_are_refused():
    names = [f"{number}-" + "x" * 5000 for number in range(900)]
    recording = Recording(suite(FILES), known(), sandbox=Collections(collected(*names)))
    with pytest.raises(NotRecorded, match="too many tests"):
        recording.tests()


def test_a_group_without_tests_is_refused():
    stage = suite(FILES)
    stage = replace(stage, groups=(*stage.groups, Group(name="hidden", points=5)))
    with pytest.raises(NotRecorded, match="no tests in group hidden"):
        Recording(stage, known(), sandbox=Collections(collected("a"), collected("a"))).tests()


def test_a_test_of_a_group_that_the_stage_does_not_have_is_refused():
    stray = {"kind": "collected", "id": "other/test_b.py::b"}
    recording = Recording(suite(FILES), known(), sandbox=Collections(*[[*collected("a"), stray]] * 2))
    with pytest.raises(NotRecorded, match="in group other, which the stage does not have"):
        recording.tests()
    assert recording.packages.recorded_tests(recording.package, "unit") == ()


def test_lists_that_are_not_asked_for_any_more_are_not_kept_in_memory(monkeypatch):
    monkeypatch.setattr("worker.recording.KEPT", 2)
    recording = Recording(suite(FILES), known(), sandbox=Collections(*[collected("a")] * 2))
    asked = []
    for number in (1, 2, 3):
        recording.packages.record_tests(f"package {number}", "unit", TESTS)
    recorded = recording.packages.recorded_tests
    monkeypatch.setattr(
        recording.packages, "recorded_tests", lambda package, stage: asked.append(package) or recorded(package, stage)
    )
    for number in (1, 2, 3, 3, 2, 1):
        stage = recording.version.stages[0]
        assert recording.recorder.tests(f"package {number}", recording.version, stage) == TESTS
    assert [package[-1] for package in asked] == ["1", "2", "3", "1"]
