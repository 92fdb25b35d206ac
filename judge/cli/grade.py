"""``judge grade``: the verdict that a server would give, without any server."""

import base64
from pathlib import Path
from typing import Any

import click

from judge.cli.exits import Exit, Fault
from judge.cli.local import LocalGrader
from judge.cli.outcome import Outputs, conclude, with_outputs


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--package",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The challenge's folder, with its challenge.yaml.",
)
@click.option("--runtime", default="", help="The language, where the files do not make it clear.")
@click.option(
    "--view",
    type=click.Choice(["author", "candidate"]),
    default="author",
    show_default=True,
    help="For whom: an author sees everything, a candidate what the groups' visibility allows.",
)
@with_outputs
def grade(paths: tuple[Path, ...], package: Path, runtime: str, view: str, outputs: Outputs) -> Exit:
    """Grade a folder, or files, on this machine: same graders, same sandbox, no server.

    Exits with 0 passed, 1 failed, 2 usage, 3 the judge's fault.
    """
    with LocalGrader() as grader:
        # Loaded while the grader starts, and the rest while it grades.
        from judge.cli.sources import Ceiling, collect  # noqa: PLC0415 - the grader starts first

        sources = collect(paths, Ceiling())  # what it may be, the grader knows
        files = {name: base64.b64encode(content).decode() for name, content in sources.files.items()}
        submission = {"runtime": runtime, "hint": sources.hint, "files": files}
        grader.send({"package": str(package.absolute()), "viewer": view, "submissions": [submission]})
        from judge.cli.record import read_record  # noqa: PLC0415 - loaded while the grader starts
        from judge.cli.say import Progress  # noqa: PLC0415 - as above
        from judge.formats.graded import Sent  # noqa: PLC0415 - as above

        record: dict[str, Any] = {}
        main = ""
        with Progress("starting") as progress:
            for line in grader.lines():
                if line["type"] == "test":
                    progress.test(line["stage"], line["test"])
                else:
                    record, main = line["record"], line["main"]
                    break
        sent = Sent(files=sources.places, main=sources.main_or_first(main))
        graded = read_record(record, for_candidate=view == "candidate", sent=sent)
        if graded is None:
            raise Fault("Grading ended without a verdict.")
        status = conclude(graded, record, outputs)
        grader.leave()
        return status
