"""``judge challenge import``: a package of another judge as one of this judge's, and what stayed behind."""

from collections.abc import Callable
from pathlib import Path

import click

from judge.cli.challenge.exits import Failed, told
from judge.cli.challenge.measuring import slowest_accepted_s
from judge.cli.challenge.places import write_new
from judge.cli.say import printable
from judge.domain.errors import InvalidInput
from judge.domain.limits import MAXIMUM
from judge.imports import Imported, Source, read_source
from judge.imports.classroom import import_classroom
from judge.imports.classroom.reading import JSON, WORKFLOWS
from judge.imports.kattis import import_kattis
from judge.packages import sizes
from judge.runtimes import load_catalogue

PATH = click.argument("path", type=click.Path(path_type=Path, exists=True))
INTO = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    show_default=True,
    help="Where the challenge's folder goes.",
)


@click.group(name="import")
def importing() -> None:
    """Make a challenge of what was written for another judge; whatever cannot be carried over is told."""


@importing.command()
@PATH
@click.option("--measure", is_flag=True, help="Where no time limit is given, run the accepted submissions to find it.")
@INTO
def kattis(path: Path, measure: bool, into: Path) -> None:
    """Import a Kattis (ICPC) problem package: a folder, or a zip of one."""

    def work() -> Imported:
        source = read_source(path)
        made = import_kattis(source, load_catalogue())
        if not measure or made.implied is None:
            return made
        patient = import_kattis(source, load_catalogue(), measured_s=MAXIMUM.cpu_s)
        measured_s = made.implied.limit(slowest_accepted_s(patient))
        click.echo(f"time limit: {measured_s:g} s")
        return import_kattis(source, load_catalogue(), measured_s=measured_s)

    carry_over(work, into)


def carry_over(work: Callable[[], Imported], into: Path) -> None:
    """Write what ``work`` makes, and say what it left behind; ends the command where nothing can be made."""
    try:
        made = work()
        write_new(into / made.id, made.files)
    except InvalidInput as error:
        raise Failed(told(error)) from error
    for note in made.notes:
        click.echo(printable(str(note)))
    click.echo(f"{into / made.id}: {len(made.files)} files")
    click.echo(f"next: judge challenge check {into / made.id} && judge challenge test {into / made.id}")


@importing.command(name="github-classroom")
@PATH
@click.option(
    "--starter", type=click.Path(path_type=Path, exists=True), help="The files students begin with, if PATH lacks them."
)
@INTO
def github_classroom(path: Path, starter: Path | None, into: Path) -> None:
    """Import an assignment of GitHub Classroom: its repository (folder or zip), or its autograding.json alone."""

    def work() -> Imported:
        source = _assignment(path)
        if starter:
            source = Source(starter.resolve().name, {**read_source(starter).files, **source.files})
        return import_classroom(source, load_catalogue())

    carry_over(work, into)


def _assignment(path: Path) -> Source:
    """A repository, or one that has nothing but its tests. Raises InvalidInput."""
    if path.is_dir() or path.suffix not in (".json", ".yml", ".yaml"):
        return read_source(path)
    try:
        content = path.read_bytes()[: sizes.MAX_FILE_BYTES]
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    place = JSON if path.suffix == ".json" else WORKFLOWS + path.name
    folder = path.resolve().parent
    return Source((folder.parents[1] if folder.parent.name == ".github" else folder).name, {place: content})
