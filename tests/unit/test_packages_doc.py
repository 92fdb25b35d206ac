"""docs/challenge-format.md says what the code does: its example loads, its tables are those of the models."""

import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest

from judge.domain.challenge import CheckerType
from judge.domain.limits import SERVICE, WALL_FACTOR, Limits
from judge.domain.verdict import FINAL_VERDICTS
from judge.packages import load, sizes
from judge.packages.checker import OPTIONS, CheckerModel
from judge.packages.folder import IGNORED
from judge.packages.groups import GroupModel
from judge.packages.kinds import KINDS, StageModel
from judge.packages.kinds.http import HttpModel
from judge.packages.kinds.stdio import StdioModel
from judge.packages.kinds.suite import SuiteModel
from judge.packages.limits import LimitsModel
from judge.packages.manifest import ChallengeModel
from judge.packages.service import ReadyModel, ServiceModel, SidecarModel
from judge.packages.service_checks import OWN_VARIABLES
from judge.packages.shapes import Model
from judge.packages.sidecars import shipped
from judge.runtimes import load_catalogue
from tests.unit.packages_sample import shown_files

PAGE = (Path(__file__).parents[2] / "docs" / "challenge-format.md").read_text()

HEADINGS = {
    "### Challenge\n": (ChallengeModel, set()),
    "### Limits\n": (LimitsModel, set()),
    "### Every stage\n": (StageModel, set()),
    "### Groups\n": (GroupModel, set()),
    "### Stages of kind `stdio`\n": (StdioModel, set(StageModel.model_fields)),
    "The keys of `checker`;": (CheckerModel, set()),
    "### Stages of kind `suite`\n": (SuiteModel, set(StageModel.model_fields)),
    "### Stages of kind `http`\n": (HttpModel, set(StageModel.model_fields)),
    "The keys of `service`.": (ServiceModel, set()),
    "The keys of `ready`;": (ReadyModel, set()),
    "The keys of one of the `sidecars`:": (SidecarModel, set()),
}
TYPES = {float: "number", int: "whole number", bool: "true or false", str: "text", list: "list", dict: "mapping"}
OWN_WORDS = {
    # Defaults that follow from something else, and so are said in words.
    (ChallengeModel, "limits"): "see below",
    (ChallengeModel, "runtimes"): "`any`",
    (LimitsModel, "wall_s"): f"{WALL_FACTOR:g} times `cpu_s`",
    (StageModel, "limits"): "the challenge's",
    (StageModel, "groups"): "see below",
    (GroupModel, "points"): "shared by number of tests",
    (GroupModel, "scoring"): "the challenge's",
    (GroupModel, "visibility"): "`full` for `sample`, else `name`",
    (GroupModel, "after_deadline"): "as `visibility`",
    (StdioModel, "checker"): "`{type: tokens}`",
    (HttpModel, "service"): "`{}`",
    (ServiceModel, "ready"): "`{tcp: true}`",
}


def table(heading):
    """The cells of the first table after ``heading``, by key."""
    text = PAGE[PAGE.index(heading) :]
    rows = re.search(r"\| key \|.*\n\| --- .*\n((?:\|.*\n)+)", text)[1].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {row[0].strip("`"): row[1:] for row in cells}


def type_of(annotation):
    origin = getattr(annotation, "__origin__", annotation)
    if issubclass(origin, Model):
        return "mapping"
    return "word" if issubclass(origin, StrEnum) else TYPES[origin]


def default_of(model, key):
    field = model.model_fields[key]
    if field.is_required():
        return "required"
    if words := OWN_WORDS.get((model, key)):
        return words
    value = field.get_default(call_default_factory=True)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, int | float) else f"`{value or repr(value)}`"


def bounds_of(field):
    """What must stand in the cell: every number that bounds the value, every word it may be."""
    limits = [getattr(rule, name, None) for rule in field.metadata for name in ("gt", "ge", "le", "max_length")]
    numbers = [f"{limit:.10g}" for limit in limits if limit is not None]
    words = [f"`{word}`" for word in field.annotation] if type_of(field.annotation) == "word" else []
    return numbers + words


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_table_has_exactly_the_keys_types_and_defaults_of_its_model(heading):
    model, inherited = HEADINGS[heading]
    own = {key: field for key, field in model.model_fields.items() if key not in inherited}
    expected = {key: [type_of(field.annotation), default_of(model, key)] for key, field in own.items()}
    assert {key: cells[:2] for key, cells in table(heading).items()} == expected


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_bound_is_in_the_table(heading):
    model, _ = HEADINGS[heading]
    for key, cells in table(heading).items():
        missing = [bound for bound in bounds_of(model.model_fields[key]) if bound not in re.split(r"[ ,;]+", cells[2])]
        assert not missing, f"{key}: {cells[2]!r} does not say {missing}"


def test_every_kind_has_its_section():
    assert set(re.findall(r"### Stages of kind `(\w+)`", PAGE)) == set(KINDS)


def test_the_checkers_options_are_said_to_belong_to_their_types():
    rows = table("The keys of `checker`;")
    for key in set(CheckerModel.model_fields) - {"type"}:
        said = re.search(r"for ((?:`\w+`(?:, )?)+)", rows[key][3])[1]
        assert set(re.findall(r"\w+", said)) == {kind.value for kind in CheckerType if key in OPTIONS[kind]}


def test_the_limits_of_a_service_are_those_of_the_code():
    told = dict(re.findall(r"`(\w+)` (\d+)", PAGE[PAGE.index("but for a service") :].split(".")[0]))
    differing = {
        field.name for field in fields(Limits) if getattr(SERVICE, field.name) != getattr(Limits(), field.name)
    }
    assert {key: float(value) for key, value in told.items()} == {key: getattr(SERVICE, key) for key in differing}


def test_every_type_of_sidecar_is_named_with_its_endings_and_its_variable():
    rows = table("The keys of one of the `sidecars`:")
    assert set(re.findall(r"`(\w+)`", rows["type"][2])) == set(shipped())
    assert set(re.findall(r"`(\.\w+)`", rows["seed"][2])) == {end for kind in shipped().values() for end in kind.seed}
    assert all(f"`{kind.variable}`" in PAGE for kind in shipped().values())


def test_every_variable_that_the_judge_sets_is_named():
    told = PAGE[PAGE.index("Beside those the judge sets") :].split(", which")[0]
    assert tuple(re.findall(r"`(\w+)`", told)) == OWN_VARIABLES


def test_every_verdict_that_a_known_submission_may_have_is_listed():
    section = PAGE[PAGE.index("## Known submissions") : PAGE.index("## Sizes")]
    assert {verdict.value for verdict in FINAL_VERDICTS} <= set(re.findall(r"`(\w+)`", section))


@pytest.mark.parametrize(
    ("what", "size"),
    [
        ("`challenge.yaml`", f"{sizes.MAX_MANIFEST_BYTES // 1024} KiB"),
        ("`statement.md`", f"{sizes.MAX_STATEMENT_BYTES // 1024} KiB"),
        ("any other file", f"{sizes.MAX_FILE_BYTES // sizes.MIB} MiB"),
        ("an `.args` file", f"{sizes.MAX_ARGS_BYTES // 1024} KiB"),
        ("all files together", f"{sizes.MAX_TOTAL_BYTES // sizes.MIB} MiB"),
        ("number of files", f"{sizes.MAX_FILES}"),
    ],
)
def test_sizes_are_those_of_the_code(what, size):
    assert f"| {what} | {size} |" in PAGE


def test_what_is_not_read_is_named():
    named = PAGE[PAGE.index("## Sizes") :]
    assert all(name in named or name.removeprefix(".").removesuffix("_cache") in named for name in IGNORED)


def test_the_complete_example_loads():
    challenge = load(shown_files(PAGE), load_catalogue(), folder="first-seen")
    assert [stage.name for stage in challenge.stages] == ["cases", "unit"]
    assert [(known.expected, known.runtime) for known in challenge.known] == [
        ("accepted", "python"),
        ("wrong_answer", "python"),
    ]
    assert challenge.max_score == 100
