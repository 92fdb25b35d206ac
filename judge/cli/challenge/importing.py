"""``judge challenge import``: a package of another judge as one of this judge's, and what stayed behind."""

from collections.abc import Callable
from pathlib import Path

import click

from judge.cli.challenge.exits import Exit, refuse
from judge.cli.challenge.places import write_new
from judge.domain.errors import InvalidInput
from judge.imports import Imported, read_source
from judge.imports.kattis import import_kattis
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
@INTO
def kattis(path: Path, into: Path) -> None:
    """Import a Kattis (ICPC) problem package: a folder, or a zip of one."""
    carry_over(lambda: import_kattis(read_source(path), load_catalogue()), into)


def carry_over(work: Callable[[], Imported], into: Path) -> None:
    """Write what ``work`` makes, and say what it left behind; ends the command where nothing can be made."""
    try:
        made = work()
        write_new(into / made.id, made.files)
    except InvalidInput as error:
        refuse(error, Exit.FAILED)
    for note in made.notes:
        click.echo(str(note))
    click.echo(f"{into / made.id}: {len(made.files)} files")
    click.echo(f"next: judge challenge check {into / made.id} && judge challenge test {into / made.id}")
