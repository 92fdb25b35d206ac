"""Runs that do not count, through a worker: nothing but samples in the box, and nothing recorded of them."""

from dataclasses import replace

from judge.domain.challenge import Group, KnownSubmission, Visibility
from judge.domain.recorded import RecordedTest
from judge.domain.submission import Job
from judge.domain.trial import OwnInput, Trial
from tests.fakes.registry import FakePackages
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import LIMITS, RUNTIMES, challenge, recorded_tests, stdio, suite
from worker.pipeline import Pipeline

GROUPS = (Group(name="sample", points=4, visibility=Visibility.FULL), Group(name="hidden", points=6))
SUITE = suite(
    {
        "sample/test_a.py": b"import main\ndef test_a(): assert main.OK\ndef test_b(): assert main.OK\n",
        "hidden/test_c.py": b"import main\ndef test_c(): assert main.OK\n",
    },
    groups=GROUPS,
)
IDS = ("sample/test_a.py::test_a", "sample/test_a.py::test_b", "hidden/test_c.py::test_c")
KNOWN = KnownSubmission(name="good", expected="accepted", runtime="python", files={"main.py": b"OK = True\n"})


class Trying:
    def __init__(self, version):
        self.sandbox = FakeSandbox(tuple(RUNTIMES))
        self.packages = FakePackages()
        self.package = self.packages.register("echo", {}).package
        self.pipeline = Pipeline(self.sandbox, self.packages, RUNTIMES, load=lambda _files, _runtimes: version)

    def run(self, source, trial, runtime="shell"):
        files = {RUNTIMES[runtime].main: source}
        job = Job(submission="s", attempt=1, runtime=runtime, package=self.package, files=files, trial=trial)
        reports = []
        self.pipeline.grade(job, emit=lambda _: None, deliver=reports.append, stopped=lambda: False)
        [report] = reports
        return report

    @property
    def sent(self):
        return [request for box in self.sandbox.boxes for request in box.requests]


def test_only_the_sample_cases_are_run():
    trying = Trying(challenge(stdio()))
    report = trying.run(b"cat", Trial())
    assert (report.verdict, [test.name for test in report.stages[0].tests]) == ("accepted", ["sample/01"])
    assert [request.stdin for request in trying.sent] == [b"1"]


def test_a_failed_sample_shows_everything():
    report = Trying(challenge(stdio())).run(b"echo 7", Trial(tests=("sample/01",)))
    [test] = report.stages[0].tests
    assert (report.verdict, test.evidence.expected, test.evidence.output) == ("wrong_answer", "1\n", "7\n")


def test_an_own_input_is_run_once_and_nothing_is_expected_of_it():
    trying = Trying(challenge(stdio()))
    trial = Trial(own=OwnInput(input="hello", args=("a b", "c")))
    report = trying.run(b'cat; echo "$1,$2"; echo why >&2', trial)
    assert (report.verdict, report.cause, report.stages, report.max_score) == ("accepted", "", (), 0)
    assert (report.own.stdout, report.own.stderr, report.own.exit_code) == ("helloa b,c\n", "why\n", 0)
    assert [request.stdin for request in trying.sent] == [b"hello"]


def test_how_an_own_run_failed_is_told_as_it_is_of_tests():
    trying = Trying(challenge(stdio()))
    failed = trying.run(b"echo x; exit 3", Trial(own=OwnInput()))
    assert (failed.verdict, failed.cause, failed.own.stdout) == ("runtime_error", "nonzero_exit", "x\n")
    assert failed.own.exit_code == 3
    killed = trying.run(b"kill -SEGV $$", Trial(own=OwnInput()))
    assert (killed.cause, killed.own.exit_code, killed.own.signal) == ("killed_by_signal", -1, "SIGSEGV")
    unbuilt = trying.run(b"cat", Trial(own=OwnInput()), "built")
    assert (unbuilt.verdict, unbuilt.cause, unbuilt.build.ok, unbuilt.own) == (
        "compile_error",
        "build_failed",
        False,
        None,
    )


def test_what_an_own_run_prints_is_bounded():
    report = Trying(challenge(stdio())).run(b"head -c 66000 /dev/zero | tr '\\0' x", Trial(own=OwnInput()))
    assert report.own.stdout_cut
    assert len(report.own.stdout) < 65 * 1024 + 100


def test_what_an_own_run_prints_is_bounded_where_a_test_may_print_more():
    stage = stdio(limits=replace(LIMITS, output_kib=256))
    loud = b"head -c 100000 /dev/zero | tr '\\0' x; head -c 100000 /dev/zero | tr '\\0' y >&2"
    own = Trying(challenge(stage)).run(loud, Trial(own=OwnInput())).own
    assert (own.stdout_cut, own.stderr_cut) == (True, True)
    assert (own.stdout[:1], own.stderr[:1]) == ("x", "y")
    assert max(len(own.stdout), len(own.stderr)) < 65 * 1024
    short = Trying(challenge(stage)).run(b"echo x; echo y >&2", Trial(own=OwnInput())).own
    assert (short.stdout_cut, short.stderr_cut) == (False, False)


def test_an_own_run_that_lacks_memory_says_so_in_the_words_of_its_runtime(monkeypatch):
    monkeypatch.setitem(RUNTIMES, "shell", replace(RUNTIMES["shell"], memory_messages=("heap space",)))
    report = Trying(challenge(stdio())).run(b"echo heap space >&2; exit 1", Trial(own=OwnInput()))
    assert (report.verdict, report.cause) == ("memory_limit_exceeded", "out_of_memory")


def test_an_own_run_is_built_as_a_submission_is(monkeypatch):
    monkeypatch.setitem(RUNTIMES, "built", replace(RUNTIMES["built"], build_memory_mib=2777))
    trying = Trying(challenge(stdio(), readonly={"built": {"build.sh": b"echo mine > keep", "keep": b"theirs"}}))
    assert trying.run(b"cat keep", Trial(own=OwnInput()), "built").own.stdout == "theirs"
    assert [request.limits.memory_mib for request in trying.sent] == [2777, LIMITS.memory_mib]


def test_no_hidden_file_of_a_suite_gets_into_the_box_and_the_list_stays_whole():
    trying = Trying(challenge(SUITE, known=(KNOWN,)))
    report = trying.run(b"OK = True\n", Trial(), "python")
    assert report.verdict == "accepted"
    assert [test.name for test in report.stages[0].tests] == list(IDS[:2])
    assert not [path for request in trying.sent for path in request.files if "hidden" in path]
    assert trying.packages.recorded_tests(trying.package, "unit") == ()
    whole = trying.run(b"OK = True\n", None, "python")
    assert [test.name for test in whole.stages[0].tests] == list(IDS)
    assert trying.packages.recorded_tests(trying.package, "unit") == recorded_tests(IDS)


def test_samples_come_out_of_the_recorded_list_where_there_is_one():
    trying = Trying(challenge(SUITE))
    trying.packages.record_tests(trying.package, "unit", recorded_tests(IDS))
    report = trying.run(b"OK = False\n", Trial(), "python")
    assert [(test.name, test.verdict) for test in report.stages[0].tests] == [
        (IDS[0], "wrong_answer"),
        (IDS[1], "wrong_answer"),
    ]
    assert len(trying.sandbox.boxes) == 1
    assert trying.packages.recorded_tests(trying.package, "unit") == recorded_tests(IDS)


def test_a_recorded_test_that_belongs_to_another_group_is_not_shown():
    trying = Trying(challenge(SUITE))
    moved = RecordedTest(id=IDS[1], group="hidden")
    trying.packages.record_tests(trying.package, "unit", (*recorded_tests(IDS[:1]), moved))
    report = trying.run(b"OK = False\n", Trial(), "python")
    assert [(test.name, test.visibility) for test in report.stages[0].tests] == [(IDS[0], "full"), (IDS[1], "none")]
