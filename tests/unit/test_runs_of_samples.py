"""What of a challenge a run gets: its sample tests, and nothing else."""

from dataclasses import replace

import pytest

from judge.domain.challenge import Group, Visibility
from judge.domain.trial import OwnInput, Trial
from judge.packages.samples import sample_names, tried
from tests.unit.grading_sample import challenge, stdio, suite
from tests.unit.service_sample import http_stage

HIDING = b"import pytest\n@pytest.mark.hidden\ndef test_b(): ...\n"
SUITE_GROUPS = (
    Group(name="sample", points=4, visibility=Visibility.FULL),
    Group(name="told", points=1, visibility=Visibility.MESSAGE),
    Group(name="hidden", points=5),
)
SUITE = suite(
    {
        "sample/test_a.py": b"def test_a(): ...\n",
        "sample/test_b.py": HIDING,
        "sample/numbers.py": b"ONE = 1\n",
        "told/test_t.py": b"def test_t(): ...\n",
        "hidden/test_c.py": b"def test_c(): ...\n",
    },
    groups=SUITE_GROUPS,
    needs=("cases",),
)


def test_only_cases_of_groups_in_full_view_are_left() -> None:
    version = tried(challenge(stdio(needs=("unit",)), partial=True), Trial())
    [stage] = version.stages
    assert [case.name for case in stage.cases] == ["sample/01"]
    assert [group.name for group in stage.groups] == ["sample"]
    assert (stage.points, stage.needs, version.partial) == (10, (), False)


def test_of_a_suite_hidden_groups_and_files_that_hide_tests_are_not_there() -> None:
    [stage] = tried(challenge(SUITE), Trial()).stages
    assert set(stage.files) == {"sample/test_a.py", "sample/numbers.py"}
    assert [group.name for group in stage.groups] == ["sample"]
    assert stage.needs == ()


@pytest.mark.parametrize(
    "mark",
    ["mark.hidden", "mark . hidden", 'mark.group("hidden")', 'mark.visibility("name")', 'mark\t.group( "told" )'],
)
def test_a_file_that_marks_a_test_as_anything_but_a_sample_is_none(mark: str) -> None:
    marked = f"from pytest import mark\n@{mark}\ndef test_b(): ...\n".encode()
    stage = suite({**SUITE.files, "sample/test_b.py": marked}, groups=SUITE_GROUPS)
    assert sample_names(stage) == ("sample/test_a.py",)
    assert "sample/test_b.py" not in tried(challenge(stage), Trial()).stages[0].files


def test_of_a_service_what_lies_beside_the_groups_stays() -> None:
    [stage] = tried(challenge(http_stage()), Trial()).stages
    assert set(stage.files) == {"conftest.py", "seed.sql", "sample/test_one.py"}


def test_tests_are_chosen_by_name_and_stages_without_any_are_left_out() -> None:
    two = stdio(cases=(*stdio().cases, replace(stdio().cases[0], name="sample/02")))
    [stage] = tried(challenge(two, SUITE), Trial(tests=("sample/02",))).stages
    assert [case.name for case in stage.cases] == ["sample/02"]
    [stage] = tried(challenge(two, SUITE), Trial(tests=("sample/test_a.py",))).stages
    assert stage.name == "unit"
    assert [stage.name for stage in tried(challenge(two, SUITE), Trial(stage="unit")).stages] == ["unit"]


def test_hidden_tests_cannot_be_chosen_by_their_name() -> None:
    for name in ("hidden/01", "hidden/test_c.py", "sample/test_b.py", "told/test_t.py"):
        assert tried(challenge(stdio(), SUITE), Trial(tests=(name,))).stages == ()
        assert name not in (*sample_names(stdio()), *sample_names(SUITE))


def test_an_own_input_leaves_a_program_and_no_test_at_all() -> None:
    version = tried(challenge(SUITE, stdio()), Trial(own=OwnInput(input="1")))
    [stage] = version.stages
    assert (stage.name, stage.cases, stage.groups, version.max_score) == ("cases", (), (), 0)
    assert tried(challenge(SUITE), Trial(own=OwnInput())).stages == ()
