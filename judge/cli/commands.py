"""The commands and their options; each does its work elsewhere."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge.cli.lazy import LazyGroup
from judge.cli.local import home
from judge.cli.parts import CannotServe

if TYPE_CHECKING:
    from judge.config import Settings

ELSEWHERE = {
    "challenge": "judge.cli.challenge:challenge",
    "completion": "judge.cli.completion:completion",
    "grade": "judge.cli.grade:grade",
    "keys": "judge.cli.keys:keys",
    "receipt": "judge.cli.receipt:receipt",
    "report": "judge.cli.lookup:report",
    "status": "judge.cli.lookup:status",
    "submit": "judge.cli.submit:submit",
}
"""Commands with modules of their own."""


@click.group(cls=LazyGroup, elsewhere=ELSEWHERE)
def judge() -> None:
    """A judge for backend coding challenges. Settings are JUDGE_… variables; docs/operations.md lists them."""


@judge.command()
def up() -> None:
    """Serve until Ctrl-C: an embedded Redis, the API and a worker."""
    from judge.cli.up import serve  # noqa: PLC0415 - what the other commands do not need

    sys.exit(_guarded(lambda settings: serve(settings, click.echo)))


@judge.command()
@click.option("--limit", default=10, show_default=True, help="How many sample submissions to grade.")
@click.option("--url", default="", help="Grade them on a judge that serves already.")
@click.option(
    "--key-file", type=click.Path(path_type=Path), help="The file with the key for it; in the home if not given."
)
def demo(limit: int, url: str, key_file: Path | None) -> None:
    """Serve, grade sample submissions over HTTP, show their verdicts, stop. Fails if a verdict is not as expected."""
    from judge.cli import demo as demonstration  # noqa: PLC0415 - what the other commands do not need

    if url:
        sys.exit(_guarded(lambda settings: demonstration.run_against(settings, url, limit, key_file)))
    sys.exit(_guarded(lambda settings: demonstration.run(settings, limit)))


@judge.command()
def doctor() -> None:
    """Say what is missing on this machine, and the command that fixes it."""
    sys.exit(_program("worker.doctor"))


@judge.group()
def images() -> None:
    """The images that submissions, their tests and the databases beside them run in."""


@images.command()
@click.argument("names", nargs=-1)
def build(names: tuple[str, ...]) -> None:
    """Build the images that are missing: the named ones (a runtime, tester, a database), or all but mongo."""
    sys.exit(_program("worker.images", "build", *names))


@images.command(name="list")
@click.argument("names", nargs=-1)
def list_images(names: tuple[str, ...]) -> None:
    """Say which images there are."""
    sys.exit(_program("worker.images", "list", *names))


def _program(module: str, *arguments: str) -> int:
    """A program of the worker's side, found where this command is, and nowhere below the current folder."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "JUDGE_HOME": str(home())}
    command = [sys.executable, "-P", "-m", module, *arguments]
    return subprocess.run(command, check=False, env=environment).returncode


def _guarded(work: Callable[["Settings"], int]) -> int:
    from judge.config import Settings, SettingsError  # noqa: PLC0415 - what most commands do not need

    try:
        return work(Settings.from_env(os.environ))
    except (SettingsError, CannotServe) as error:
        click.echo(str(error), err=True)
        return 1
