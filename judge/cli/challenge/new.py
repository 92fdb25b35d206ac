"""``judge challenge new``: a complete package to begin with."""

from pathlib import Path

import click

from judge.cli.challenge.exits import told
from judge.cli.challenge.places import write_new
from judge.cli.exits import Exit, Refused
from judge.domain.errors import InvalidInput
from judge.scaffold import KINDS, scaffold


@click.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="stdio", show_default=True, help="How it is graded.")
@click.option(
    "--runtime",
    "runtimes",
    multiple=True,
    default=["python"],
    show_default=True,
    help="A language; may be given often.",
)
@click.option(
    "--dir",
    "place",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    show_default=True,
    help="Where its folder goes.",
)
def new(name: str, kind: str, runtimes: tuple[str, ...], place: Path) -> Exit:
    """Write a new challenge into DIR/NAME: statement, starter, tests, known submissions. Nothing is written over."""
    try:
        files = scaffold(name, kind, runtimes)
        write_new(place / name, files)
    except InvalidInput as error:
        raise Refused(told(error)) from error
    click.echo(f"{place / name}: {len(files)} files")
    click.echo(f"next: judge challenge check {place / name} && judge challenge test {place / name}")
    return Exit.PASSED
