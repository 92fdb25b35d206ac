"""What a good package becomes: the defaults of the package format, and every file in its place."""

import math
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from judge.domain.challenge import CheckerType, Difficulty, Isolation, Scoring, StdioStage, SuiteStage, Visibility
from judge.domain.errors import InvalidInput
from judge.domain.limits import WALL_FACTOR, Limits
from judge.domain.paths import path_problem
from judge.packages import content_hash, load
from judge.packages.paths import unfit
from tests.unit.packages_sample import FILES, MANIFEST, RUNTIMES, loaded, package, problems, with_files

GROUPS = """\
    groups:
      - {name: sample, points: 10}
      - {name: hidden, points: 50, scoring: all_or_nothing}
"""


def test_a_whole_package_loads_with_every_value_in_its_place():
    challenge = loaded(FILES)
    assert (challenge.id, challenge.title, challenge.summary) == ("adder", "Adder", "Adds.")
    assert challenge.difficulty is Difficulty.EASY
    assert challenge.skills == ("arithmetic", "parsing")
    assert challenge.runtimes == ("python",)
    assert challenge.statement.startswith("# Adder")
    assert challenge.max_score == 100
    assert challenge.starter == {"python": {"main.py": b"print()\n", "table.py": b"ROWS = 3\n"}}
    cases, unit = challenge.stages
    assert isinstance(cases, StdioStage)
    assert isinstance(unit, SuiteStage)
    assert unit.needs == ("cases",)
    assert set(unit.files) == {"sample/test_one.py", "hidden/test_more.py"}
    assert [(case.name, case.args) for case in cases.cases] == [
        ("sample/1", ()),
        ("hidden/2", ()),
        ("hidden/10", ("2", "three more")),
    ]


def test_what_the_author_leaves_out_has_the_documented_defaults():
    least = """\
format: 1
id: least
title: Least
stages:
  - {name: cases, kind: stdio, points: 4}
"""
    files = {path: content for path, content in FILES.items() if path.startswith(("stages/cases", "statement"))}
    challenge = loaded(files | {"challenge.yaml": least.encode()})
    assert challenge.runtimes == tuple(RUNTIMES)
    assert challenge.limits == Limits()
    assert (challenge.isolation, challenge.partial) == (Isolation.RECYCLED, False)
    assert (challenge.difficulty, challenge.skills, challenge.summary) == (Difficulty.MEDIUM, (), "")
    (stage,) = challenge.stages
    assert isinstance(stage, StdioStage)
    assert stage.checker.type is CheckerType.TOKENS
    assert stage.stop_on_first_failure is False


def test_what_the_author_says_otherwise_holds():
    edits = (
        ("format: 1", "format: 1\nisolation: fresh\npartial: true"),
        ("points: 60", "points: 60\n    stop_on_first_failure: true"),
        ("{type: tokens}", "{type: program, path: check.py, args: [--strict, 'a b']}"),
    )
    challenge = loaded(package(*edits) | {"check.py": b"x"})
    assert (challenge.isolation, challenge.partial) == (Isolation.FRESH, True)
    stage = challenge.stages[0]
    assert isinstance(stage, StdioStage)
    assert (stage.stop_on_first_failure, stage.checker.args) == (True, ("--strict", "a b"))


def test_undeclared_groups_are_sample_and_hidden_with_points_shared_by_number_of_tests():
    cases, unit = loaded(package((GROUPS, ""))).stages
    assert [(group.name, group.points, group.visibility, group.scoring) for group in cases.groups] == [
        ("sample", pytest.approx(20), Visibility.FULL, Scoring.SUM),
        ("hidden", pytest.approx(40), Visibility.NAME, Scoring.SUM),
    ]
    assert [group.points for group in unit.groups] == [pytest.approx(40 / 3), pytest.approx(80 / 3)]


def test_declared_groups_without_points_share_them_too_and_keep_their_order():
    groups = "    groups: [{name: hidden, visibility: none}, {name: sample}]\n"
    (cases, _) = loaded(package((GROUPS, groups))).stages
    assert [(group.name, group.visibility) for group in cases.groups] == [
        ("hidden", Visibility.NONE),
        ("sample", Visibility.FULL),
    ]
    assert isinstance(cases, StdioStage)
    assert [case.group for case in cases.cases] == ["hidden", "hidden", "sample"]


@pytest.mark.parametrize("given", ["5e-324", "1e-300", "0.0000009"])
@pytest.mark.parametrize(("stage", "other"), [("0.000001", "0"), ("60", "60")])
def test_points_that_are_less_than_their_rounding_are_refused(given: str, stage: str, other: str):
    """The stage's points are shared in their proportion: 0.000001 points by 5e-324 are infinitely many."""
    edits = (
        ("points: 60", f"points: {stage}"),
        ("points: 10}", f"points: {given}}}"),
        ("points: 50,", f"points: {other},"),
    )
    (problem,) = problems(package(*edits))
    assert problem.field == "challenge.yaml: stages[0].groups[0].points"
    assert "must be 0, or 0.000001 or more" in problem.message


@given(
    st.floats(0, 9e-7),
    st.lists(st.sampled_from([0.0, 5e-324, 1e-6]) | st.floats(0, 1_000_000), min_size=1, max_size=4),
)
def test_points_are_finite_and_add_up_whatever_was_given(rest: float, given: list[float]):
    total = math.fsum([*given, rest])
    groups = "".join(f"      - {{name: g{at}, points: {points!r}}}\n" for at, points in enumerate(given))
    files = package(("points: 60", f"points: {total!r}"), (GROUPS, "    groups:\n" + groups))
    tests = {f"stages/cases/g{at}/1.{end}": b"1" for at in range(len(given)) for end in ("in", "ans")}
    files = with_files(files, {"stages/cases/": None, **tests})
    try:
        stage = load(files, RUNTIMES).stages[0]
    except InvalidInput:
        assert any(0 < points < 1e-6 for points in given) or not 0 < total <= 1_000_000
    else:
        assert all(math.isfinite(group.points) for group in stage.groups)
        assert math.fsum(group.points for group in stage.groups) == pytest.approx(total)


def test_points_that_nobody_can_write_exactly_still_add_up_to_the_stages():
    groups = "    groups: [{name: sample, points: 20.0000002}, {name: hidden, points: 40.0000003}]\n"
    (cases, _) = loaded(package((GROUPS, groups))).stages
    assert sum(group.points for group in cases.groups) == pytest.approx(60, abs=1e-12)


def test_a_groups_own_scoring_wins_over_the_challenges():
    files = package(("format: 1", "format: 1\nscoring: all_or_nothing"), ("points: 10}", "points: 10, scoring: sum}"))
    assert [group.scoring for group in loaded(files).stages[0].groups] == [Scoring.SUM, Scoring.ALL_OR_NOTHING]
    assert [group.scoring for group in loaded(files).stages[1].groups] == [Scoring.ALL_OR_NOTHING] * 2


def test_a_group_may_be_worth_nothing():
    files = package(("points: 10}", "points: 0}"), ("points: 50,", "points: 60,"))
    assert [group.points for group in loaded(files).stages[0].groups] == [0, 60]


def test_wall_time_follows_cpu_time_where_only_that_is_given():
    assert loaded(FILES).limits.wall_s == WALL_FACTOR
    assert loaded(package(("cpu_s: 1", "wall_s: 9"))).limits.wall_s == 9
    assert loaded(package(("cpu_s: 1", "cpu_s: 1, wall_s: 1.5"))).limits.wall_s == 1.5


def test_a_stage_narrows_and_widens_the_challenges_limits():
    files = package(("    points: 40", "    points: 40\n    limits: {cpu_s: 4, memory_mib: 32}"))
    challenge = loaded(files)
    assert challenge.stages[0].limits == challenge.limits == Limits(cpu_s=1, wall_s=WALL_FACTOR, memory_mib=64)
    assert challenge.stages[1].limits == Limits(cpu_s=4, wall_s=4 * WALL_FACTOR, memory_mib=32)


def test_any_means_the_runtimes_that_all_stages_can_be_graded_in():
    assert loaded(package(("runtimes: [python]", "runtimes: any"))).runtimes == ("python",)


def test_known_submissions_carry_verdict_and_runtime():
    assert [(known.name, known.expected, known.runtime) for known in loaded(FILES).known] == [
        ("sum", "accepted", "python"),
        ("raises", "runtime_error", "python"),
    ]


TWO_RUNTIMES = MANIFEST[: MANIFEST.index("  - name: unit")].replace("[python]", "[python, node]")


@pytest.mark.parametrize(
    ("files", "runtime"),
    [
        ({"a/main.js": b""}, "node"),
        ({"a/main.py": b"", "a/setup.js": b""}, "python"),
        ({"a/other.mjs": b""}, "node"),
        ({"a-node/main.py": b"", "a-node/main.js": b""}, "node"),
        ({"python-node-bridge/main.js": b""}, "node"),
        ({"only-text-python/readme.txt": b""}, "python"),
    ],
)
def test_the_runtime_of_a_known_submission_is_seen_from_its_files_then_from_its_name(files, runtime):
    base = {path: content for path, content in FILES.items() if not path.startswith(("submissions", "stages/unit"))}
    base["challenge.yaml"] = TWO_RUNTIMES.encode()
    base |= {f"submissions/accepted/{path}": content for path, content in files.items()}
    assert [known.runtime for known in loaded(base).known] == [runtime]


def test_main_names_one_file_or_one_a_runtime():
    assert loaded(package(("format: 1", "format: 1\nmain: app.py"))).main == {"python": "app.py"}
    assert loaded(package(("format: 1", "format: 1\nmain: {python: lib/app.py}"))).main == {"python": "lib/app.py"}
    assert loaded(FILES).main == {}


def test_read_only_files_come_from_the_starter_or_else_from_their_own_folder_and_win():
    files = package(("format: 1", "format: 1\nreadonly: [table.py, shared.json]"))
    challenge = loaded(files | {"readonly/shared.json": b"{}", "readonly/table.py": b"ROWS = 9\n"})
    assert challenge.readonly == {"python": {"table.py": b"ROWS = 3\n", "shared.json": b"{}"}}
    assert challenge.files_for("python", {"main.py": b"mine", "table.py": b"cheat"}) == {
        "main.py": b"mine",
        "table.py": b"ROWS = 3\n",
        "shared.json": b"{}",
    }


@pytest.mark.parametrize(
    ("checker", "files", "main", "program"),
    [
        ("path: check.py", {"check.py": b"x"}, "check.py", {"check.py": b"x"}),
        ("path: checker/", {"checker/main.py": b"x", "checker/rules.py": b"y"}, "main.py", {"main.py", "rules.py"}),
        ("path: checker", {"stages/cases/checker/judge.py": b"x"}, "judge.py", {"judge.py"}),
        ("path: check.js, runtime: node", {"stages/cases/check.js": b"x"}, "check.js", {"check.js"}),
    ],
)
def test_a_checker_program_is_a_file_or_folder_of_the_package_or_the_stage(checker, files, main, program):
    stage = loaded(package(("{type: tokens}", f"{{type: program, {checker}}}")) | files).stages[0]
    assert isinstance(stage, StdioStage)
    assert stage.checker.main == main
    assert set(stage.checker.program) == set(program)
    assert len(stage.cases) == 3


def test_checker_options_reach_the_checker():
    stage = loaded(package(("{type: tokens}", "{type: floats, abs: 1e-6, rel: 0.5, space_sensitive: true}"))).stages[0]
    assert isinstance(stage, StdioStage)
    checker = stage.checker
    assert (checker.type, checker.abs_tolerance, checker.rel_tolerance) == (CheckerType.FLOATS, 1e-6, 0.5)
    assert (checker.space_sensitive, checker.case_sensitive) == (True, False)


def test_suite_helpers_and_data_lie_beside_the_tests():
    files = with_files(FILES, {"stages/unit/sample/conftest.py": b"", "stages/unit/hidden/data/big.json": b"{}"})
    unit = loaded(files).stages[1]
    assert isinstance(unit, SuiteStage)
    assert {"sample/conftest.py", "hidden/data/big.json"} <= set(unit.files)


@pytest.mark.parametrize(
    ("content", "args"),
    [(b"", ()), (b"a", ("a",)), (b"a\n", ("a",)), (b"a\n\n", ("a", "")), (b"a\r\nb\r\n", ("a", "b")), (b"\n", ("",))],
)
def test_an_args_file_has_one_argument_a_line(content, args):
    stage = loaded(with_files(FILES, {"stages/cases/sample/1.args": content})).stages[0]
    assert isinstance(stage, StdioStage)
    assert stage.cases[0].args == args


def test_the_folder_name_is_compared_with_the_id_where_it_is_known():
    assert problems(FILES, folder="adder") == ()
    assert [problem.field for problem in problems(FILES, folder="other")] == ["challenge.yaml: id"]


def test_the_content_hash_names_content_not_order():
    assert content_hash(FILES) == content_hash(dict(reversed(FILES.items())))
    assert content_hash(FILES).startswith("sha256:")
    assert content_hash({"a": b"bc"}) != content_hash({"ab": b"c"})
    assert content_hash(FILES) != content_hash({**FILES, "statement.md": b"other"})


def test_loading_takes_a_few_milliseconds_of_cpu():
    cases = {f"stages/cases/hidden/{number}.{ending}": b"1\n" for number in range(40) for ending in ("in", "ans")}
    files = with_files(FILES, cases)
    loaded(files)
    spent = []
    for _ in range(10):
        start = time.process_time()
        loaded(files)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.005


@given(st.text(max_size=12) | st.from_regex(r"[\w./-]{0,12}", fullmatch=True))
@example("../a")
@example("a/./b")
@example("a/" * 16 + "a")
@example("a" * 256)
@example("ü" * 200)
def test_the_quick_look_at_paths_lets_nothing_unfit_through(path):
    assert unfit(path) == path_problem(path)
