"""``judge challenge check``: everything that is wrong with packages, at once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from judge.cli.challenge.exits import problem_line
from judge.cli.exits import Exit, Refused
from judge.domain.challenge import Challenge
from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages import load, package_folders, read_folder
from judge.runtimes import load_catalogue


@dataclass(frozen=True, slots=True)
class Checked:
    """A package's folder with the challenge in it, or with what keeps it from being one."""

    folder: Path
    challenge: Challenge | None
    problems: tuple[FieldProblem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        found = [{"field": problem.field, "message": problem.message} for problem in self.problems]
        return {"folder": str(self.folder), "ok": self.challenge is not None, "problems": found}

    def lines(self) -> list[str]:
        if self.challenge is None:
            return [f"{self.folder}/{problem_line(problem)}" for problem in self.problems]
        known = len(self.challenge.known)
        stages = _counted(len(self.challenge.stages), "stage")
        return [f"{self.folder}: ok, {stages}, {_counted(known, 'known submission')}"]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def check_folder(folder: Path) -> Checked:
    """Reads and checks one package; the folder's name must be the challenge's id."""
    try:
        return Checked(folder, load(read_folder(folder), load_catalogue(), folder=folder.resolve().name))
    except InvalidInput as error:
        return Checked(folder, None, error.problems or (FieldProblem("package", str(error)),))


@click.command()
@click.argument("folders", metavar="DIR…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def check(folders: tuple[Path, ...], as_json: bool) -> Exit:
    """Check packages (or folders of packages): every problem, each with its file and field. Exit 1 if there is one."""
    absent = [folder for folder in folders if not folder.is_dir()]
    if absent:
        raise Refused("\n".join(f"{folder}: is not a folder" for folder in absent))
    found = [check_folder(package) for folder in folders for package in (list(package_folders(folder)) or [folder])]
    if as_json:
        click.echo(json.dumps({"packages": [each.as_json() for each in found]}, indent=2, ensure_ascii=False))
    else:
        for each in found:
            for line in each.lines():
                click.echo(line)
    return Exit.PASSED if all(each.challenge for each in found) else Exit.FAILED
