"""``judge challenge test``: do the known submissions get the verdicts that they are filed under, every time?"""

import base64
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from judge.cli.challenge.check import check_folder
from judge.cli.challenge.matrix import Matrix, Row, Run, name_of, run_of
from judge.cli.challenge.shown import junit, show
from judge.cli.exits import Exit, Fault, Refused
from judge.cli.local import LocalGrader
from judge.domain.challenge import Challenge, KnownSubmission
from judge.packages.problems import suggest


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--runs", type=click.IntRange(1, 100), default=1, show_default=True, help="How often each is graded.")
@click.option("--only", "wanted", multiple=True, metavar="NAME", help="Only this one (may be given often).")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path, dir_okay=False), help="Write JUnit XML there.")
def test(folder: Path, runs: int, wanted: tuple[str, ...], as_json: bool, junit_file: Path | None) -> Exit:
    """Grade the known submissions of the challenge in DIR on this machine, without any server.

    Exit 0 if each got the verdict it is filed under in every run, and all runs agree test by test.
    """
    challenge = checked(folder)
    known = chosen(challenge, wanted)
    matrix = Matrix(challenge.id, grade(folder, known, runs=runs, quiet=as_json))
    if junit_file:
        junit_file.write_bytes(junit(matrix))
    if as_json:
        click.echo(json.dumps(matrix.as_json(), indent=2, ensure_ascii=False))
    else:
        show(matrix)
    return Exit.PASSED if matrix.good else Exit.FAILED


def checked(folder: Path) -> Challenge:
    """The challenge in ``folder``; ends the command with every problem where there is none."""
    found = check_folder(folder)
    if found.challenge is None:
        raise Refused("\n".join(found.lines()))
    return found.challenge


def chosen(challenge: Challenge, wanted: Sequence[str]) -> list[KnownSubmission]:
    """The known submissions named, by ``verdict/name`` or by ``name``; all if none is.

    Raises:
        Refused: there is none, or none of that name.
    """
    if not challenge.known:
        raise Refused(f"{challenge.id} has no known submissions: put some into submissions/<verdict>/<name>/.")
    names = [name for known in challenge.known for name in (name_of(known), known.name)]
    for name in wanted:
        if name not in names:
            raise Refused(f"There is no known submission {name}; {suggest(name, names)}")
    return [known for known in challenge.known if not wanted or {name_of(known), known.name} & set(wanted)]


def grade(folder: Path, known: Sequence[KnownSubmission], *, runs: int, quiet: bool) -> list[Row]:
    """Round after round, so that the runs of one submission do not follow each other.

    Raises:
        Refused: something cannot be graded as it is.
        Fault: this machine cannot grade it.
    """
    todo = [(str(index), each) for _ in range(runs) for index, each in enumerate(known)]
    found: dict[str, list[Run]] = {str(index): [] for index in range(len(known))}
    for done, (name, record) in enumerate(_records(folder, todo), start=1):
        run = run_of(record)
        found[name].append(run)
        if not quiet:
            each = known[int(name)]
            mark = "ok " if run.verdict == each.expected else "BAD"
            click.echo(f"[{done}/{len(todo)}] {mark} {name_of(each)}: {run.verdict}", err=True)
    if any(len(each) != runs for each in found.values()):
        raise Fault("Grading ended before everything was graded.")
    return [Row(each, tuple(found[str(index)])) for index, each in enumerate(known)]


def _records(folder: Path, todo: Sequence[tuple[str, KnownSubmission]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name and the record of each submission, as it is graded."""
    request = {"package": str(folder.absolute()), "submissions": [_submission(name, known) for name, known in todo]}
    with LocalGrader() as grader:
        for line in grader.grade(request):
            if line["type"] == "record":
                yield line["name"], line["record"]


def _submission(name: str, known: KnownSubmission) -> dict[str, Any]:
    files = {path: base64.b64encode(content).decode("ascii") for path, content in known.files.items()}
    return {"name": name, "runtime": known.runtime, "files": files}
