"""docs/operations.md against the settings: every variable, every default, nothing else."""

import re
from enum import Enum

import pytest

from judge.config import CHECKOUT, PREFIX, SECRETS, Settings

TEXT = (CHECKOUT / "docs" / "operations.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `(JUDGE_\w+)` \| *([^|]*?) *\|", TEXT, re.MULTILINE))
COMPUTED = {"JUDGE_CONCURRENCY": "processors", "JUDGE_CHALLENGES": "", "JUDGE_RECEIPT_KEY": ""}
"""Defaults that depend on the machine or the checkout, in words."""


def _default(name: str) -> str:
    default = Settings.model_fields[name].default
    if isinstance(default, tuple):
        return ",".join(default)
    return (
        str(default.value if isinstance(default, Enum) else default).replace("True", "true").replace("False", "false")
    )


def test_the_table_has_every_setting_in_order_and_no_other() -> None:
    assert list(ROWS) == [PREFIX + name.upper() for name in Settings.model_fields]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_default_in_the_table_is_the_one_in_force(name: str) -> None:
    variable = PREFIX + name.upper()

    assert ROWS[variable].strip("` ") == COMPUTED.get(variable, _default(name))


def test_every_variable_that_the_page_mentions_exists() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {
        f"{PREFIX}{name.upper()}_FILE" for name in SECRETS
    }

    assert set(re.findall(r"JUDGE_\w*[A-Z]", TEXT)) <= known


def test_every_make_target_that_the_page_mentions_exists() -> None:
    targets = re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)

    assert {target for target in re.findall(r"make ([a-z-]+)", TEXT) if target != "up"} <= set(targets)
    assert "up" in targets
