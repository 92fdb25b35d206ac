"""What a Kattis problem says of itself: statement, title, licence, limits."""

import pytest

from judge.imports import Source
from judge.imports.kattis import import_kattis
from judge.packages import load
from tests.kattis_packages import ANY_PAIR, ROOTS, SUBTASKS
from tests.unit.kattis_sample import RUNTIMES, challenge, imported, notes, problem


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


@pytest.mark.parametrize(
    ("limits", "slowest_s", "expected"),
    [("{}", 0.9, 5), ("{time_multiplier: 2}", 0.9, 2), ("{time_multiplier: 2}", 0.001, 1)],
)
def test_a_time_limit_is_found_from_the_slowest_accepted_submission_as_the_format_says(limits, slowest_s, expected):
    over = problem(f"name: Roots\nlicense: cc0\nlimits: {limits}\n")
    implied = imported(ROOTS, over).implied

    assert implied.limit(slowest_s) == expected
    measured = import_kattis(Source("roots", {**ROOTS, **over}), RUNTIMES, measured_s=implied.limit(slowest_s))
    assert load(measured.files, RUNTIMES).limits.cpu_s == expected
    assert measured.implied is None
    assert not any("assumed" in str(note) for note in measured.notes)


def test_a_time_limit_that_is_given_is_never_measured():
    assert imported(ROOTS, {".timelimit": b"3\n"}).implied is None


def test_an_assumed_time_limit_and_changed_limits_are_told():
    assert any("2 s were assumed" in note and "4 times the slowest" in note for note in notes(ANY_PAIR))
    told = notes(ROOTS, problem("name: Roots\nlicense: cc0\nlimits: {time_limit: 100}\n"))
    assert any("time limit of 100 was changed to 60" in note for note in told)


def test_licence_and_origin_stay_with_the_challenge():
    origin = imported(ANY_PAIR).files["ORIGIN.md"].decode()

    assert "License: cc by-sa" in origin
    assert "Authors: Ada Example and Bob Example" in origin
    assert "input_validators: was not carried over" in origin
    assert any("may not be used" in note for note in notes(ROOTS, problem("name: Roots\n")))
