"""Programs of a Kattis problem: submissions, validators and included code, as they are started here."""

import pytest

from tests.kattis_packages import ANY_PAIR, ROOTS, SUBTASKS
from tests.unit.kattis_sample import challenge, notes, refused


def test_submissions_are_filed_under_the_same_verdict_each_with_its_main_file():
    known = {(each.expected, each.name): each for each in challenge(ANY_PAIR).known}

    assert set(known) == {
        ("accepted", "first-python"),
        ("accepted", "last-python"),
        ("accepted", "pair-cpp"),
        ("runtime_error", "index-python"),
        ("time_limit_exceeded", "loops-python"),
        ("wrong_answer", "never-python"),
        ("wrong_answer", "twice-python"),
    }
    assert set(known["accepted", "pair-cpp"].files) == {"main.cpp"}
    assert set(known["time_limit_exceeded", "loops-python"].files) == {"main.py", "spin.py"}


def test_a_java_class_of_any_name_is_started():
    known = next(each for each in challenge(ROOTS).known if each.runtime == "java")

    assert set(known.files) == {"Exponent.java", "Main.java"}
    assert b"Exponent.main(args);" in known.files["Main.java"]


@pytest.mark.parametrize(
    ("files", "main", "starts"),
    [
        ({"a.py": b"import b", "b.py": b'if __name__ == "x": ...'}, "main.py", b"'b.py'"),
        ({"__main__.py": b"from . import x", "__init__.py": b"", "x.py": b""}, "main.py", b"run_module"),
        ({"solve.cc": b"int main () {}", "help.cc": b"int help();"}, "main.cpp", b"int main"),
        ({"Solve.java": b"class Main { static void main(String[] a) {} }"}, "Main.java", b"class Main"),
        (
            {"Solve.java": b"package a.b;\npublic class Solve { public static void main(String[] a) {} }"},
            "Main.java",
            b"a.b.Solve.main(args)",
        ),
        ({"solve.go": b"package main\nfunc main() {}", "more.go": b"package main"}, "main.go", b"func main"),
        ({"solve.js": b"1"}, "main.js", b"1"),
    ],
)
def test_a_program_of_any_shape_gets_the_main_file_that_is_started_here(files, main, starts):
    folder = {f"submissions/accepted/solve/{path}": content for path, content in files.items()}
    known = next(each for each in challenge(ANY_PAIR, folder).known if each.name.startswith("solve"))

    assert starts in known.files[main]


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("accepted/x.kt", b"", "there is no runtime for Kotlin"),
        ("accepted/x.c", b"int main() {}", "there is no runtime for C"),
        ("accepted/x.py", b"#!/usr/bin/env python2\nprint 1", "there is no runtime for Python 2"),
        ("accepted/two/a.py", b"1", "its language is not clear"),
        ("accepted/more/a.py", b"1", "it is not clear which of its files is started"),
        ("rejected/x.py", b"1", "does not say which verdict"),
        ("brute_force/x.py", b"1", "does not say which verdict"),
        ("partially_accepted/x.py", b"1", "only scoring problems"),
    ],
)
def test_submissions_that_stay_behind_are_told(path, content, why):
    beside = {"accepted/two/a.py": "accepted/two/b.cc", "accepted/more/a.py": "accepted/more/b.py"}.get(path)
    over = {f"submissions/{path}": content} | ({f"submissions/{beside}": b"2"} if beside else {})

    assert any("was left out" in note and why in note for note in notes(ANY_PAIR, over))


def test_included_code_wins_over_submissions():
    found = challenge(SUBTASKS)

    assert set(found.readonly["python"]) == {"reading.py"}
    assert found.runtimes == ("python", "cpp")


def test_a_submission_that_is_driven_by_included_code_keeps_its_names():
    driver = {"include/python3/main.py": b"import minus\n"}
    found = challenge(SUBTASKS, driver)
    known = next(each for each in found.known if each.name == "minus-python")

    assert set(known.files) == {"minus.py"}
    assert found.files_for("python", known.files)["main.py"] == b"import minus\n"


def test_rules_of_submissions_decide_where_their_folder_does_not():
    assert ("wrong_answer", "minus-python") in [(each.expected, each.name) for each in challenge(SUBTASKS).known]


def test_a_validator_that_cannot_be_run_is_refused():
    files = {path: content for path, content in ANY_PAIR.items() if not path.startswith("output_validators/")}

    assert "is missing" in refused(files)
    assert "no runtime for Kotlin" in refused({**files, "output_validators/v.kt": b""})
    assert "build or run script" in refused(
        {**files, "output_validators/v/build": b"", "output_validators/v/a.py": b""}
    )
    assert "has no program" in refused({**files, "output_validators/README": b""})
