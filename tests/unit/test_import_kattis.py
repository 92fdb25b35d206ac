"""The Kattis importer, against what the public specification of the format says: tests, checkers, points."""

import pytest

from judge.domain.challenge import CheckerType, Scoring, Visibility
from tests.kattis_packages import ANY_PAIR, ANY_PAIR_CPP, ROOTS, SUBTASKS
from tests.unit.kattis_sample import challenge, imported, notes, problem, refused


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


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (b"grading: custom\n", "a grader of its own"),
        (b"grader_flags: accept_if_any_accepted\n", "every test must be accepted"),
        (b"grader_flags: first_error always_accept\n", "every test must be accepted"),
    ],
)
def test_a_pass_fail_problem_that_is_not_failed_by_every_test_is_refused(settings, why):
    assert why in refused(ANY_PAIR, {"data/secret/many/testdata.yaml": settings})


def test_every_file_that_is_no_part_of_a_test_is_told():
    over = {
        "data/loose.in": b"",
        "data/secret/lonely.ans": b"",
        "data/secret/gen.sh": b"",
        "data/secret/many/03.hint": b"",
        "data/invalid_input/1.in": b"",
        "data/spare/1.in": b"",
    }
    told = notes(ANY_PAIR, over)

    for part in ("data/….in", "data/secret/….ans", "….sh", "….hint", "data/invalid_input", "data/spare"):
        assert any(f"note: {part}" in note or part in note for note in told), part


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


def test_full_feedback_is_what_candidates_see():
    over = {
        "data/secret/small/test_group.yaml": b"full_feedback: true\n",
        "data/sample/test_group.yaml": b"full_feedback: false\n",
    }
    groups = {group.name: group.visibility for group in challenge(SUBTASKS, over).stages[0].groups}

    assert groups["hidden-small"] == Visibility.FULL
    assert groups["sample"] == groups["hidden-large"] == Visibility.NAME


def test_arguments_of_a_test_are_carried_over():
    case = next(case for case in challenge(SUBTASKS).stages[0].cases if case.group == "hidden-large")

    assert case.args == ("--big", "two words")


def test_a_test_with_files_of_its_own_is_left_out_and_told():
    over = {"data/secret/02-none.files/book.txt": b"x"}

    assert "hidden/02-none" not in [case.name for case in challenge(ANY_PAIR, over).stages[0].cases]
    assert any("02-none.files" in note for note in notes(ANY_PAIR, over))


def test_the_newer_format_has_steps_of_its_own():
    limits = problem(
        "problem_format_version: 2023-07-draft\nname: Roots\nlicense: cc0\n"
        "limits: {time_resolution: 0.25, time_multipliers: {ac_to_time_limit: 3}}\n"
    )

    assert imported(ROOTS, limits).implied.limit(0.2) == 0.75


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name: x\nvalidation: custom interactive\n", "interactive problems cannot be judged here"),
        ("name: x\nproblem_format_version: 2023-07-draft\ntype: interactive\n", "interactive problems"),
        ("name: x\nproblem_format_version: 2023-07-draft\ntype: [scoring, multi-pass]\n", "multi-pass problems"),
        ("name: x\nproblem_format_version: 2023-07-draft\ntype: submit-answer\n", "answers instead of programs"),
        ("name: x\nproblem_format_version: 2023-07-draft\nlanguages: [kotlin]\n", "there is a runtime for none"),
        ("name: x\ntype: pvp\nvalidation: custom\n", "pvp is no type of problem"),
        ("name: x\nvalidation: costum\n", "must begin with default or custom"),
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


def test_a_package_without_tests_is_refused():
    files = {path: content for path, content in ROOTS.items() if not path.startswith("data/secret/")}

    assert "has no test that can be carried over" in refused(files)
