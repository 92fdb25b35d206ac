"""``judge challenge test``: do the known submissions get the verdicts that they are filed under, every time?"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from judge.cli.challenge.check import check_folder
from judge.cli.challenge.exits import Exit, leave, refuse
from judge.cli.challenge.local import LocalGrader, ToGrade
from judge.cli.challenge.matrix import Matrix, Row, Run, name_of, run_of
from judge.cli.challenge.shown import junit, show
from judge.domain.challenge import Challenge, KnownSubmission
from judge.domain.errors import InvalidInput, Unavailable
from judge.packages.problems import suggest


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--runs", type=click.IntRange(1, 100), default=1, show_default=True, help="How often each is graded.")
@click.option("--only", "wanted", multiple=True, metavar="NAME", help="Only this one (may be given often).")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path, dir_okay=False), help="Write JUnit XML there.")
def test(folder: Path, runs: int, wanted: tuple[str, ...], as_json: bool, junit_file: Path | None) -> None:
    """Grade the known submissions of the challenge in DIR on this machine, without any server.

    Exit 0 if each got the verdict it is filed under in every run, and all runs agree test by test.
    """
    challenge = checked(folder)
    try:
        known = chosen(challenge, wanted)
        matrix = grade(LocalGrader(folder), challenge.id, known, runs=runs, quiet=as_json)
    except InvalidInput as error:
        refuse(error)
    except Unavailable as error:
        leave(Exit.OURS, str(error))
    if junit_file:
        junit_file.write_bytes(junit(matrix))
    if as_json:
        click.echo(json.dumps(matrix.as_json(), indent=2, ensure_ascii=False))
    else:
        show(matrix)
    sys.exit(Exit.OK if matrix.good else Exit.FAILED)


def checked(folder: Path) -> Challenge:
    """The challenge in ``folder``; ends the command with every problem where there is none."""
    found = check_folder(folder)
    if found.challenge is None:
        leave(Exit.USAGE, *found.lines())
    return found.challenge


def chosen(challenge: Challenge, wanted: Sequence[str]) -> list[KnownSubmission]:
    """The known submissions named, by ``verdict/name`` or by ``name``; all if none is.

    Raises:
        InvalidInput: there is none, or none of that name.
    """
    if not challenge.known:
        raise InvalidInput(f"{challenge.id} has no known submissions: put some into submissions/<verdict>/<name>/.")
    names = [name for known in challenge.known for name in (name_of(known), known.name)]
    for name in wanted:
        if name not in names:
            raise InvalidInput(f"There is no known submission {name}; {suggest(name, names)}")
    return [known for known in challenge.known if not wanted or {name_of(known), known.name} & set(wanted)]


def grade(grader: LocalGrader, challenge: str, known: Sequence[KnownSubmission], *, runs: int, quiet: bool) -> Matrix:
    """Round after round, so that the runs of one submission do not follow each other.

    Raises:
        InvalidInput: something cannot be graded as it is.
        Unavailable: this machine cannot grade it.
    """
    todo = [ToGrade(str(index), each) for _ in range(runs) for index, each in enumerate(known)]
    found: dict[str, list[Run]] = {str(index): [] for index in range(len(known))}
    for done, (name, record) in enumerate(grader.grade(todo), start=1):
        run = run_of(record)
        found[name].append(run)
        if not quiet:
            each = known[int(name)]
            mark = "ok " if run.verdict == each.expected else "BAD"
            click.echo(f"[{done}/{len(todo)}] {mark} {name_of(each)}: {run.verdict}", err=True)
    return Matrix(challenge, [Row(each, tuple(found[str(index)])) for index, each in enumerate(known)])
