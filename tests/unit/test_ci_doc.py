"""docs/ci.md, the integrations and the installed command against the code."""

import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml

from judge.cli.commands import ELSEWHERE, judge
from judge.cli.exits import Exit
from judge.cli.outcome import WRITERS
from judge.config import CHECKOUT, PREFIX, SECRETS, Settings

TEXT = (CHECKOUT / "docs" / "ci.md").read_text("utf-8")
GITHUB = CHECKOUT / "integrations" / "github"
GITLAB = CHECKOUT / "integrations" / "gitlab" / "judge.gitlab-ci.yml"
OURS = ("submit", "grade", "report", "status")


def command_of(name: str) -> click.Command:
    found = judge.get_command(click.Context(judge), name)
    assert found is not None
    return found


def options(name: str) -> set[str]:
    return {option for parameter in command_of(name).params for option in parameter.opts if option.startswith("--")}


def test_every_exit_status_is_in_the_table() -> None:
    rows = re.findall(r"^\| (\d) \| (\w+)", TEXT, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(Exit)


@pytest.mark.parametrize("name", ["submit", "grade", "report"])
def test_the_options_of_verdicts_are_those_of_the_table(name: str) -> None:
    rows = set(re.findall(r"^\| `(--[\w-]+)` \|", TEXT, re.MULTILINE))
    assert rows == {"--threshold", "--json", *(f"--{each}" for each in WRITERS)}
    assert rows <= options(name)


def test_every_option_is_mentioned_and_every_mentioned_one_exists() -> None:
    there = set().union(*(options(name) for name in OURS))
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][\w-]+", TEXT))
    assert there <= mentioned
    assert mentioned - there <= {"--no-wait"}


def test_every_command_that_is_mentioned_exists() -> None:
    context = click.Context(judge)
    mentioned = set(re.findall(r"`judge ([a-z]+)", TEXT))
    assert mentioned <= set(judge.list_commands(context))
    assert set(ELSEWHERE) <= set(judge.list_commands(context))


def test_every_variable_that_is_mentioned_exists() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {
        f"{PREFIX}{name.upper()}_FILE" for name in SECRETS
    }
    found = set(re.findall(r"(?<![.\w])JUDGE_\w*[A-Z]", TEXT)) - {"JUDGE_MAX", "JUDGE_KEY"}
    assert found <= known


def test_the_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (CHECKOUT / "docs" / target).exists(), target


def test_the_actions_inputs_are_those_its_script_reads() -> None:
    action = yaml.safe_load((GITHUB / "action.yml").read_text())
    (step,) = action["runs"]["steps"]
    script = (GITHUB / "run.sh").read_text()
    given = {name: value for name, value in step["env"].items() if name.startswith("INPUT_")}
    read = set(re.findall(r"INPUT_[A-Z]+", script))
    looped = re.search(r"for name in ([a-z ]+);", script)
    assert looped
    assert set(given) == read | {f"INPUT_{name.upper()}" for name in looped[1].split()}
    assert all(value == f"${{{{ inputs.{name.removeprefix('INPUT_').lower()} }}}}" for name, value in given.items())
    assert set(action["inputs"]) == {name.removeprefix("INPUT_").lower() for name in given} | {"url", "key"}
    assert all(f"steps.judge.outputs.{name}" in output["value"] for name, output in action["outputs"].items())


def test_no_expression_of_the_runner_is_in_a_script() -> None:
    """``${{ … }}`` is put into the text before a shell sees it: what a branch is called would be a program."""
    action = yaml.safe_load((GITHUB / "action.yml").read_text())
    assert "${{" not in action["runs"]["steps"][0]["run"]
    assert "${{" not in (GITHUB / "run.sh").read_text()


def test_the_scripts_are_whole_for_their_shells() -> None:
    subprocess.run(["bash", "-n", str(GITHUB / "run.sh")], check=True)
    for line in yaml.safe_load(GITLAB.read_text())[".judge"]["script"]:
        subprocess.run(["bash", "-n"], input=line.encode(), check=True)


def test_the_jobs_variables_are_no_settings_of_ours() -> None:
    job = yaml.safe_load(GITLAB.read_text())[".judge"]
    assert not [name for name in job["variables"] if name.startswith(PREFIX)]
    assert job["allow_failure"]["exit_codes"] == [Exit.UNREACHABLE]


def test_what_is_installed_has_the_command_and_all_files() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    module, _, attribute = project["project"]["scripts"]["judge"].partition(":")
    assert callable(getattr(import_module(module), attribute))
    assert project["tool"]["setuptools"]["package-data"] == {"*": ["*"]}
    assert project["tool"]["setuptools"]["packages"]["find"]["namespaces"] is True
    assert Path(CHECKOUT / project["tool"]["setuptools"]["dynamic"]["dependencies"]["file"][0]).is_file()
