"""``judge challenge`` and the commands below it."""

import click

from judge.cli.challenge.check import check
from judge.cli.challenge.importing import importing
from judge.cli.challenge.new import new
from judge.cli.challenge.publish import publish
from judge.cli.challenge.test import test


@click.group()
def challenge() -> None:
    """Write, check, test, publish and import challenges: docs/authoring.md."""


for command in (new, check, test, publish, importing):
    challenge.add_command(command)
