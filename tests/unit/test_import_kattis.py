"""The Kattis importer, against what the public specification of the format says."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from judge.cli.commands import judge
from judge.domain.challenge import CheckerType, Scoring, Visibility
from judge.domain.errors import InvalidInput
from judge.imports import Source, read_source
from judge.imports.kattis import import_kattis
from judge.packages import load
from judge.runtimes import load_catalogue
from tests.kattis_packages import ANY_PAIR, ANY_PAIR_CPP, ROOTS, SUBTASKS

RUNTIMES = load_catalogue()


def imported(files, over=None):
    """``files`` with others ``over`` them, imported."""
    return import_kattis(Source("any-pair", {**files, **(over or {})}), RUNTIMES)


def challenge(files, over=None):
    made = imported(files, over)
    return load(made.files, RUNTIMES, folder=made.id)


def notes(files, over=None):
    return [str(note) for note in imported(files, over).notes]


def refused(files, over=None):
    with pytest.raises(InvalidInput) as error:
        imported(files, over)
    assert error.value.problems
    return " ".join(f"{problem.field}: {problem.message}" for problem in error.value.problems)


def problem(text):
    return {"problem.yaml": text.encode()}


def test_a_custom_validator_becomes_a_checker_with_its_flags():
    checker = challenge(ANY_PAIR).stages[0].checker

    assert (checker.type, checker.runtime, checker.main) == (CheckerType.PROGRAM, "python", "main.py")
    assert checker.args == ("distinct",)
    assert checker.program["main.py"] == ANY_PAIR["output_validators/any_pair.py"]


def test_a_validator_of_several_files_is_built_from_all_of_them():
    checker = challenge(ANY_PAIR_CPP).stages[0].checker

    assert (checker.runtime, checker.main) == ("cpp", "main.cpp")
    assert set(checker.program) == {"main.cpp", "check.h"}


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("", (CheckerType.TOKENS, 0, 0, False, False)),
        ("case_sensitive", (CheckerType.TOKENS, 0, 0, True, False)),
        ("space_change_sensitive case_sensitive", (CheckerType.TOKENS, 0, 0, True, True)),
        ("float_tolerance 1e-6", (CheckerType.FLOATS, 1e-6, 1e-6, False, False)),
        ("float_absolute_tolerance 0.5", (CheckerType.FLOATS, 0.5, 0, False, False)),
        ("float_relative_tolerance 1E-9 case_sensitive", (CheckerType.FLOATS, 0, 1e-9, True, False)),
    ],
)
def test_flags_of_the_default_validator_are_options_of_ours(flags, expected):
    checker = challenge(ROOTS, problem(f"name: Roots\nlicense: cc0\nvalidator_flags: {flags}\n")).stages[0].checker

    found = (checker.type, checker.abs_tolerance, checker.rel_tolerance)
    assert (*found, checker.case_sensitive, checker.space_sensitive) == expected


def test_secret_tests_are_hidden_and_samples_shown_and_nested_groups_flat():
    stage = challenge(ANY_PAIR).stages[0]

    assert [(group.name, group.visibility) for group in stage.groups] == [
        ("sample", Visibility.FULL),
        ("hidden", Visibility.NAME),
        ("hidden-many", Visibility.NAME),
    ]
    assert [case.name for case in stage.cases] == ["sample/1", "hidden/01-one", "hidden/02-none", "hidden-many/03"]


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


def test_a_statement_in_tex_becomes_markdown():
    made = imported(ANY_PAIR)
    text = made.files["statement.md"].decode()

    assert text.startswith("# Any pair\n\nFind two *different* numbers $a \\neq b$")
    assert "## Input\n\n* One line with the target $t$." in text
    assert '"small" ones — at most `1000`' in text
    assert "**impossible**" in text
    assert "comment" not in text
    assert any("problem.sv.tex" in str(note) for note in made.notes)


def test_a_statement_in_markdown_keeps_its_words_less_what_belongs_to_another_system():
    text = imported(SUBTASKS).files["statement.md"].decode()

    assert "Add up to 100 numbers." in text
    assert "*A sum*" in text
    assert "remainingsamples" not in text


def test_a_statement_in_pdf_is_not_carried_over():
    files = {path: content for path, content in ANY_PAIR.items() if not path.startswith("problem_statement/")}
    told = notes({**files, "problem_statement/problem.pdf": b"%PDF"})

    assert any("is a PDF" in note for note in told)


def test_a_title_comes_from_the_statement_where_the_metadata_have_none():
    without = problem("license: cc0\nvalidation: custom\n")

    assert challenge(ANY_PAIR, without).title == "Any Pair"
    plain = {"problem_statement/problem.en.tex": b"\\problemname{$x^2$}\n%% plainproblemname: x^2\n"}
    assert challenge(ANY_PAIR, without | plain).title == "x^2"


def test_points_of_a_scoring_problem_are_those_of_its_groups():
    found = challenge(SUBTASKS)

    assert found.partial
    assert [(group.name, group.points, group.scoring) for group in found.stages[0].groups] == [
        ("sample", 0, Scoring.SUM),
        ("hidden-large", 60, Scoring.ALL_OR_NOTHING),
        ("hidden-small", 40, Scoring.ALL_OR_NOTHING),
    ]


LEGACY_SCORING = {
    **{path: content for path, content in ROOTS.items() if not path.startswith("data/secret/")},
    "problem.yaml": b"name: Roots\nlicense: cc0\ntype: scoring\n",
    "data/testdata.yaml": b"on_reject: continue\n",
    "data/secret/one/testdata.yaml": b"range: 0 25\naccept_score: 25\ngrader_flags: min\n",
    "data/secret/one/1.in": b"4\n",
    "data/secret/one/1.ans": b"2\n",
    "data/secret/one/deep/2.in": b"9\n",
    "data/secret/one/deep/2.ans": b"3\n",
    "data/secret/two/testdata.yaml": b"accept_score: 5\ngrader_flags: sum\n",
    "data/secret/two/1.in": b"4\n",
    "data/secret/two/1.ans": b"2\n",
    "data/secret/two/2.in": b"16\n",
    "data/secret/two/2.ans": b"4\n",
}


def test_points_of_a_legacy_scoring_problem_are_those_of_its_ranges_and_accept_scores():
    stage = challenge(LEGACY_SCORING).stages[0]

    assert [(group.name, group.points, group.scoring) for group in stage.groups] == [
        ("sample", 0, Scoring.SUM),
        ("hidden-one", 25, Scoring.ALL_OR_NOTHING),
        ("hidden-two", 10, Scoring.SUM),
    ]
    assert [case.name for case in stage.cases if case.group == "hidden-one"] == ["hidden-one/1", "hidden-one/deep-2"]


def test_what_is_not_scored_shares_what_its_group_has_left():
    over = {
        "data/secret/small/test_group.yaml": b"scoring: {score: 10}\n",
        "data/secret/loose.in": b"1\n",
        "data/secret/loose.ans": b"1\n",
    }
    groups = {group.name: group.points for group in challenge(SUBTASKS, over).stages[0].groups}

    assert groups == {"sample": 0, "hidden": 45, "hidden-large": 45, "hidden-small": 10}


def test_groups_with_flags_of_their_own_become_a_stage_of_their_own():
    over = {"data/secret/many/testdata.yaml": b"output_validator_flags: strict 3\n"}
    stages = challenge(ANY_PAIR, over).stages

    assert [(stage.name, stage.checker.args) for stage in stages] == [
        ("cases", ("distinct",)),
        ("cases-2", ("distinct", "strict", "3")),
    ]
    assert [group.name for group in stages[1].groups] == ["hidden-many"]
    assert sum(stage.points for stage in stages) == pytest.approx(100)


def test_arguments_of_a_test_are_carried_over():
    case = next(case for case in challenge(SUBTASKS).stages[0].cases if case.group == "hidden-large")

    assert case.args == ("--big", "two words")


def test_a_test_with_files_of_its_own_is_left_out_and_told():
    over = {"data/secret/02-none.files/book.txt": b"x"}

    assert "hidden/02-none" not in [case.name for case in challenge(ANY_PAIR, over).stages[0].cases]
    assert any("02-none.files" in note for note in notes(ANY_PAIR, over))


def test_included_code_wins_over_submissions():
    found = challenge(SUBTASKS)

    assert set(found.readonly["python"]) == {"reading.py"}
    assert found.runtimes == ("python", "cpp")


def test_rules_of_submissions_decide_where_their_folder_does_not():
    assert ("wrong_answer", "minus-python") in [(each.expected, each.name) for each in challenge(SUBTASKS).known]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("{}", (2, 2048, 8192)),
        ("{memory: 128, output: 2}", (2, 128, 2048)),
        ("{time_limit: 3.5}", (3.5, 2048, 8192)),
        ("{time_limit: 1000, memory: 100000, output: 1000}", (60, 4096, 65536)),
    ],
)
def test_limits_are_those_of_the_problem_within_what_is_possible(limits, expected):
    found = challenge(ROOTS, problem(f"name: Roots\nlicense: cc0\nlimits: {limits}\n")).limits

    assert (found.cpu_s, found.memory_mib, found.output_kib) == expected


def test_a_time_limit_that_other_systems_keep_beside_is_read():
    assert challenge(ROOTS, {".timelimit": b"3\n"}).limits.cpu_s == 3
    assert challenge(ROOTS, {"domjudge-problem.ini": b"timelimit='4'\n"}).limits.cpu_s == 4


def test_an_assumed_time_limit_and_changed_limits_are_told():
    assert any("2 s were assumed" in note and "4 times the slowest" in note for note in notes(ANY_PAIR))
    told = notes(ROOTS, problem("name: Roots\nlicense: cc0\nlimits: {time_limit: 100}\n"))
    assert any("time limit of 100 was changed to 60" in note for note in told)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name: x\nvalidation: custom interactive\n", "interactive problems cannot be judged here"),
        ("name: x\nproblem_format_version: 2023-07-draft\ntype: interactive\n", "interactive problems"),
        ("name: x\nproblem_format_version: 2023-07-draft\ntype: [scoring, multi-pass]\n", "multi-pass problems"),
        ("name: x\nproblem_format_version: 2023-07-draft\ntype: submit-answer\n", "answers instead of programs"),
        ("name: x\nproblem_format_version: 2023-07-draft\nlanguages: [kotlin]\n", "there is a runtime for none"),
        ("name: [\n", "is not valid YAML"),
        ("- name\n", "must be a mapping"),
    ],
)
def test_what_cannot_be_judged_here_is_refused_with_the_reason(text, why):
    assert why in refused(ANY_PAIR, problem(text))


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"output_validators/more.py": b""}, "has 2 programs"),
        ({"output_validators/any_pair/x.kt": b"", "output_validators/any_pair.py": b""}, "has 2 programs"),
        ({"static_validator/x.py": b""}, "a validator of sources"),
        ({"data/secret/4.in": b""}, "has no 4.ans beside it"),
    ],
)
def test_what_would_grade_otherwise_is_refused(over, why):
    assert why in refused(ANY_PAIR, over)


def test_a_validator_that_cannot_be_run_is_refused():
    files = {path: content for path, content in ANY_PAIR.items() if not path.startswith("output_validators/")}

    assert "is missing" in refused(files)
    assert "no runtime for Kotlin" in refused({**files, "output_validators/v.kt": b""})
    assert "build or run script" in refused(
        {**files, "output_validators/v/build": b"", "output_validators/v/a.py": b""}
    )
    assert "has no program" in refused({**files, "output_validators/README": b""})


def test_a_package_without_tests_is_refused():
    files = {path: content for path, content in ROOTS.items() if not path.startswith("data/secret/")}

    assert "has no test that can be carried over" in refused(files)


def test_licence_and_origin_stay_with_the_challenge():
    origin = imported(ANY_PAIR).files["ORIGIN.md"].decode()

    assert "License: cc by-sa" in origin
    assert "Authors: Ada Example and Bob Example" in origin
    assert "input_validators: was not carried over" in origin
    assert any("may not be used" in note for note in notes(ROOTS, problem("name: Roots\n")))


def zipped(files, folder=""):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, content in files.items():
            archive.writestr(folder + path, content)
    return data.getvalue()


@pytest.mark.parametrize("folder", ["", "anypair/"])
def test_a_zip_is_imported_with_or_without_its_folder(tmp_path: Path, folder):
    (tmp_path / "anypair.kpp").write_bytes(zipped(ANY_PAIR, folder))

    made = import_kattis(read_source(tmp_path / "anypair.kpp"), RUNTIMES)

    assert made.id == "anypair"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 broken", b"no archive", zipped({"../problem.yaml": b"name: x"}), zipped({"/etc/passwd": b"x"})],
)
def test_a_hostile_or_broken_zip_is_refused(tmp_path: Path, data):
    (tmp_path / "x.zip").write_bytes(data)

    with pytest.raises(InvalidInput):
        read_source(tmp_path / "x.zip")


def test_links_inside_of_a_folder_are_followed_and_all_others_refused(tmp_path: Path):
    folder = tmp_path / "problem"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "1.in").write_text("x")
    (folder / "data" / "2.in").symlink_to("1.in")

    assert read_source(folder).files["data/2.in"] == b"x"

    (tmp_path / "secret").write_text("s")
    (folder / "3.in").symlink_to("../secret")
    (folder / "4.in").symlink_to("nowhere")
    (folder / "5.in").symlink_to("data")
    os.mkfifo(folder / "6.in")
    with pytest.raises(InvalidInput) as error:
        read_source(folder)
    assert {problem.field for problem in error.value.problems} == {"3.in", "4.in", "5.in", "6.in"}


def test_the_command_writes_a_package_that_passes_check(tmp_path: Path):
    (tmp_path / "anypair.zip").write_bytes(zipped(ANY_PAIR, "anypair/"))

    def run(*arguments):
        return CliRunner().invoke(judge, ["challenge", *arguments])

    done = run("import", "kattis", str(tmp_path / "anypair.zip"), "--into", str(tmp_path / "made"))

    assert done.exit_code == 0, done.output
    assert "note: input_validators: was not carried over" in done.output
    assert run("check", str(tmp_path / "made" / "anypair")).exit_code == 0
    again = run("import", "kattis", str(tmp_path / "anypair.zip"), "--into", str(tmp_path / "made"))
    assert again.exit_code == 1
    assert "is there already" in again.output
