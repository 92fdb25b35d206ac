"""``judge submit``: send files to a judge, and wait for the verdict."""

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from judge.cli.address import read_settings
from judge.cli.exits import Exit, Fault, Refused
from judge.cli.follow import Patience, follow
from judge.cli.outcome import Outputs, conclude, with_outputs
from judge.cli.record import read_record
from judge.cli.remote import Remote, at, with_remote
from judge.cli.say import Progress
from judge.cli.sources import Ceiling, Sources, collect
from judge.formats.graded import Sent
from judge.packages.runtimes import deduce
from judge.runtimes import load_catalogue


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--challenge", required=True, metavar="ID", help="What it is a solution of.")
@click.option("--runtime", default="", help="The language, where the files do not make it clear.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait for the verdict.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Wait no longer than this.")
@with_outputs
@with_remote
def submit(  # noqa: PLR0913, PLR0917 - a command has the options it has
    paths: tuple[Path, ...],
    challenge: str,
    runtime: str,
    wait: bool,
    timeout: float | None,
    outputs: Outputs,
    remote: Remote,
) -> Exit:
    """Send a folder, or files, and wait for the verdict.

    Exits with 0 passed, 1 failed, 2 usage, 3 the judge's fault, 4 could not reach the judge.
    """
    if not wait and (outputs.files or outputs.threshold):
        raise click.UsageError(
            "--no-wait has no verdict: leave out --threshold and the files, or ask judge report later."
        )
    settings = read_settings()
    sources = collect(
        paths,
        Ceiling(files=settings.max_files, file_kib=settings.max_file_kib, total_kib=settings.max_total_kib),
    )
    with Progress("sending", quiet=not wait) as progress, Patience(timeout) as patience:
        mains = _mains(remote, challenge)
        runtime = runtime or _runtime(sources, mains, challenge)
        record = _send(remote, challenge, runtime, sources)
        patience.submission = str(record.get("id", ""))
        click.echo(f"submission {patience.submission}", err=True)
        if not wait:
            return _sent(record, outputs)
        record = follow(remote, patience.submission, progress)
    return concluded(
        record, remote, outputs, Sent(files=sources.places, main=sources.main_or_first(mains.get(runtime, "")))
    )


def concluded(record: Mapping[str, Any], remote: Remote, outputs: Outputs, sent: Sent | None = None) -> Exit:
    """The exit status for a record that was finished or cancelled, after everything was written and said."""
    for_candidate = "gradescope" not in outputs.files or remote.get("/me").get("role") in ("candidate", "ci")
    graded = read_record(record, for_candidate=for_candidate, sent=sent or _unseen(record))
    if graded is None:
        click.echo(f"{record.get('id')} is {record.get('state')}: there is no verdict", err=True)
        return Exit.FAILED
    return conclude(graded, record, outputs)


def _unseen(record: Mapping[str, Any]) -> Sent:
    """Of files that are not here: the one that a submission in this language usually starts with."""
    runtime = load_catalogue().get(str(record.get("runtime")))
    return Sent(main=runtime.main if runtime else "")


def _sent(record: Mapping[str, Any], outputs: Outputs) -> Exit:
    click.echo(json.dumps(record, ensure_ascii=False) if outputs.as_json else record.get("id"))
    return Exit.PASSED


def _mains(remote: Remote, challenge: str) -> dict[str, str]:
    """The challenge's runtimes, each with the file that is started."""
    found = remote.get(at("/challenges", challenge))
    try:
        return {str(name): str(found["main"].get(name, "")) for name in found["runtimes"]}
    except (KeyError, TypeError, AttributeError) as error:
        raise Fault("The judge did not say what the challenge's runtimes are.") from error


def _runtime(sources: Sources, mains: Mapping[str, str], challenge: str) -> str:
    catalogue = load_catalogue()
    offered = {name: catalogue[name] for name in mains if name in catalogue}
    found = deduce(sources.files, sources.hint, mains, offered)
    if len(found) == 1:
        return found[0]
    why = f"fit {' and '.join(found)}" if found else "fit none of them"
    raise Refused(f"Which runtime? The files {why}. Give --runtime: {challenge} is for {', '.join(mains)}.")


def _send(remote: Remote, challenge: str, runtime: str, sources: Sources) -> dict[str, Any]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sources.files.items():
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return remote.post(
        "/submissions",
        idempotency_key=str(uuid.uuid4()),
        data={"challenge": challenge, "runtime": runtime},
        files={"archive": ("submission.zip", archive.getvalue(), "application/zip")},
    )
