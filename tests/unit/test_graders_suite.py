"""``suite`` stages with the real runner and a real pytest, in a process of its own."""

import pytest

from judge.domain.challenge import Group, Visibility
from judge.domain.verdict import Verdict
from tests.unit.grading_sample import PYTHON, stage_run, suite
from worker.graders.suite import grade_suite

GROUPS = (
    Group(name="sample", points=6, visibility=Visibility.FULL),
    Group(name="hidden", points=4, visibility=Visibility.NAME),
)

SAMPLE = b"""
import pytest
import main, helpers

def test_adds(seven): assert main.add(3, 4) == seven == helpers.SEVEN
def test_shows_both_sides(): assert main.add(1, 1) == 3
@pytest.mark.parametrize("number", [1, 2])
def test_each(number): assert main.add(number, 0) == number
class TestMore:
    def test_crash(self): main.crash()
    def test_skips_itself(self): main.skip()
    def test_exits(self): main.leave()
@pytest.fixture
def broken(): main.crash()
def test_setup(broken): pass
def test_package(): main.package()
"""

# A submission that also tries what a cheat would: settings, hooks, and modules in the runner's way.
MAIN = b"""
import os, sys, threading, time, pytest
threading.Thread(target=time.sleep, args=(60,)).start()
found = [name for _, _, names in os.walk(".") for name in names if name.endswith(".py")]
print(sorted(found))
def add(a, b): return a + b
def crash(): raise KeyError("x")
def skip(): pytest.skip("please")
def leave(): sys.exit(0)
def package(): import not_installed
"""

DISK = b"""
import main

def test_disk():
    assert "main.py" in main.found
    assert not {"test_disk.py", "test_adding.py", "entry.py", "memory.py"} & set(main.found)
"""

CHEATS = {
    "wrong.py": b"import not_installed",
    "conftest.py": b"def pytest_pyfunc_call(pyfuncitem): return True",
    "pytest.ini": b"[pytest]\naddopts = --collect-only",
    "pytest.py": b"1/0",
    "json.py": b"1/0",
    "sitecustomize.py": b"1/0",
    "helpers.py": b"SEVEN = 8",
    "pytest_runner/__init__.py": b"1/0",
}


@pytest.fixture(scope="module")
def tests():
    """Reports of one suite, by the test's own name."""
    files = {
        "sample/test_adding.py": SAMPLE,
        "sample/conftest.py": b"import pytest\n@pytest.fixture\ndef seven(): return 7\n",
        "sample/helpers.py": b"SEVEN = 7\n",
        "hidden/deep/test_disk.py": DISK,
        "hidden/test_import.py": b"import no_such_file\ndef test_import(): pass\n",
        "hidden/test_below.py": b"import wrong\ndef test_below(): pass\n",
        "hidden/test_data.py": b"import pathlib\n"
        b"def test_data(): assert (pathlib.Path(__file__).parent / 'data.txt').read_text() == 'x'\n",
        "hidden/data.txt": b"x",
    }
    recorded = (
        *(f"sample/test_adding.py::test_{name}" for name in ("adds", "shows_both_sides", "each[1]", "each[2]")),
        *(f"sample/test_adding.py::TestMore::test_{name}" for name in ("crash", "skips_itself", "exits")),
        *(f"sample/test_adding.py::test_{name}" for name in ("setup", "package", "gone")),
        "hidden/deep/test_disk.py::test_disk",
        *(f"hidden/test_{name}.py::test_{name}" for name in ("import", "below", "data")),
    )
    stage = suite(files, groups=GROUPS)
    with stage_run(stage, MAIN, runtime=PYTHON, recorded=recorded) as (run, box):
        box.put(CHEATS)
        return {test.name.rpartition("test_")[2]: test for test in grade_suite(run)}


@pytest.mark.parametrize("name", ["adds", "each[1]", "each[2]", "data"])
def test_what_holds_is_accepted(tests, name):
    assert tests[name].verdict == Verdict.ACCEPTED
    assert tests[name].memory_kib > 0


def test_settings_hooks_and_modules_of_the_submission_change_nothing(tests):
    assert {test.verdict for test in tests.values()} == {"accepted", "wrong_answer", "runtime_error"}


def test_threads_left_behind_do_not_keep_a_finished_suite(tests):
    assert all(test.wall_ms < 20_000 and test.cause != "wall_time" for test in tests.values())


def test_no_test_source_is_on_disk_when_the_submission_is_imported(tests):
    assert tests["disk"].verdict == "accepted", tests["disk"].message


@pytest.mark.parametrize("name", ["shows_both_sides", "crash", "skips_itself", "exits"])
def test_what_does_not_hold_is_a_failed_test(tests, name):
    assert (tests[name].verdict, tests[name].cause) == ("wrong_answer", "tests_failed")


def test_a_failed_assertion_explains_itself_and_shows_its_line(tests):
    assert "assert 2 == 3" in tests["shows_both_sides"].message
    assert "assert main.add(1, 1) == 3" in tests["shows_both_sides"].evidence.diff


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("setup", "collection_failed"),
        ("import", "collection_failed"),
        ("below", "missing_dependency"),
        ("package", "missing_dependency"),
        ("gone", "test_not_reported"),
    ],
)
def test_what_could_not_run_says_why(tests, name, cause):
    assert (tests[name].verdict, tests[name].cause) == ("runtime_error", cause)


def test_a_submission_that_leaves_on_import_leaves_its_tests_unreported():
    stage = suite({"sample/test_a.py": b"import main\ndef test_a(): pass\n"})
    with stage_run(stage, b"import os; os._exit(0)", runtime=PYTHON, recorded=("sample/test_a.py::test_a",)) as (
        run,
        _,
    ):
        assert [(test.verdict, test.cause) for test in grade_suite(run)] == [("runtime_error", "test_not_reported")]


FORGER = b"""
from _pytest.python import Function
Function.runtest = lambda self: None
"""


def test_a_submission_that_makes_every_test_pass_has_none_that_counts():
    stage = suite({"sample/test_a.py": b"import main\ndef test_a(): assert main.add(1, 1) == 2\n"})
    with stage_run(stage, FORGER, runtime=PYTHON, recorded=("sample/test_a.py::test_a",)) as (run, _):
        assert [(test.verdict, test.cause) for test in grade_suite(run)] == [("wrong_answer", "tests_disturbed")]


LIVES = b"""
import pytest
made = []
@pytest.fixture(scope="session")
def once(): made.append(1); return made
@pytest.fixture(scope="module")
def in_file(once): once.append("file"); return once
"""


def test_fixtures_live_as_long_as_without_the_judges_own_tests():
    """Those of a file as long as the file, those of the session from the first group to the last."""
    body = b"import main\ndef test_a(in_file): assert in_file == %s\ndef test_b(in_file): assert in_file == %s\n"
    first = b"[1, 'file']"
    stage = suite(
        {
            "sample/helpers.py": LIVES,
            "sample/test_a.py": b"from helpers import *\n" + body % (first, first),
            "hidden/test_a.py": b"from helpers import made\ndef test_c(): assert made == [1, 'file']\n",
            "sample/test_b.py": b"from helpers import in_file, made\ndef test_d(): assert len(made) == 2\n",
        },
        groups=GROUPS,
    )
    recorded = (
        *(f"sample/test_a.py::test_{name}" for name in "ab"),
        "sample/test_b.py::test_d",
        "hidden/test_a.py::test_c",
    )
    with stage_run(stage, MAIN, runtime=PYTHON, recorded=recorded) as (run, _):
        assert {test.name: test.verdict for test in grade_suite(run)} == dict.fromkeys(recorded, Verdict.ACCEPTED)


SHADOW = b"def mean(numbers): return -1\n"


def test_what_tests_import_of_the_standard_library_is_the_standard_library():
    """A submission's ``statistics.py`` said what its own wrong answer was compared with."""
    tests = {
        "sample/test_a.py": b"import main, statistics\nfrom concurrent import futures\n"
        b"def test_a(): assert main.mean([1, 3]) == statistics.mean([1, 3])\n"
        b"def test_b(): assert futures.ThreadPoolExecutor\n",
        "sample/test_broken.py": b"def (\n",
        "sample/test_missing.py": b"import statistics, queue.nothing, no_such_module\n",
    }
    recorded = ("sample/test_a.py::test_a", "sample/test_a.py::test_b")
    with stage_run(suite(tests), SHADOW, runtime=PYTHON, recorded=recorded) as (run, box):
        box.put({"statistics.py": SHADOW, "concurrent/futures.py": b"", "concurrent/__init__.py": b""})
        assert [test.verdict for test in grade_suite(run)] == ["wrong_answer", "accepted"]
