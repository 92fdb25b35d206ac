"""docs/authoring.md says what the commands do: every command, option, kind and exit status in it is there."""

import re
from pathlib import Path

import click
import pytest

from judge.cli.challenge import challenge
from judge.cli.exits import Exit
from judge.imports.programs import CODES
from judge.runtimes import load_catalogue
from judge.scaffold import KINDS, runtimes_of

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text()
COMMANDS = re.findall(r"^judge challenge (\S+)((?: github-classroom| kattis)?)(.*?)(?:#.*)?$", PAGE, re.MULTILINE)


def command(name: str, inner: str) -> click.Command:
    found = challenge.commands[name]
    return found.commands[inner] if isinstance(found, click.Group) else found


@pytest.mark.parametrize(("name", "inner", "rest"), COMMANDS)
def test_every_command_that_is_shown_can_be_given(name, inner, rest):
    words = rest.replace("…", "").split()
    options = {option for parameter in command(name, inner.strip()).params for option in parameter.opts}

    assert {word for word in words if word.startswith("--")} <= options


def test_every_command_is_shown():
    shown = {(name, inner.strip()) for name, inner, _ in COMMANDS}
    there = {
        (name, inner)
        for name, found in challenge.commands.items()
        for inner in (found.commands if isinstance(found, click.Group) else [""])
    }

    assert shown == there


def test_every_option_is_told():
    for found in challenge.commands.values():
        for inner in found.commands.values() if isinstance(found, click.Group) else [found]:
            options = [
                option for parameter in inner.params if isinstance(parameter, click.Option) for option in parameter.opts
            ]
            missing = [option for option in options if option not in PAGE]
            assert not missing, f"{inner.name}: {missing}"


def test_the_table_of_scaffolds_is_that_of_the_templates():
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| ((?:`\w+`(?:, )?)+) \|$", PAGE, re.MULTILINE)

    assert {kind: tuple(re.findall(r"\w+", names)) for kind, names in rows} == {
        kind: runtimes_of(kind) for kind in KINDS
    }


def test_every_exit_status_is_told():
    section = PAGE[: PAGE.index("## Scaffold")]

    assert [int(status) for status in re.findall(r"^\| (\d) \|", section, re.MULTILINE)] == [
        each.value for each in Exit
    ]


def test_factors_of_runtimes_are_those_of_the_catalogue():
    factors = {name: runtime.time_factor for name, runtime in load_catalogue().items() if runtime.time_factor != 1}

    assert factors == {"java": 2, "node": 1.5}
    assert "(Java 2, Node.js 1.5)" in PAGE


def test_every_runtime_has_a_language_of_the_kattis_format():
    assert set(CODES.values()) == set(load_catalogue())
