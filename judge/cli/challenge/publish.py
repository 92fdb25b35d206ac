"""``judge challenge publish``: checked here, uploaded, and waited for until it is live or has failed.

The server decides: it grades every known submission twice, and publishes the version only if each got its verdict.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from judge.archives.packing import make_archive
from judge.cli.challenge.exits import Failed
from judge.cli.challenge.test import checked
from judge.cli.exits import Exit, Fault, Refused, Unreachable
from judge.cli.remote import Remote, with_remote
from judge.cli.say import printable
from judge.packages import read_folder

_POLL_S = 1.0
_OURS = "judge_error"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--organisation", default="", help="Whose it becomes, where an admin uploads it first.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Wait no longer than this.")
@with_remote
def publish(folder: Path, organisation: str, timeout: float | None, remote: Remote) -> Exit:
    """Upload the challenge in DIR as a version, and wait until it is published.

    Exits with 0 published, 1 refused or failed, 2 usage, 3 the judge's fault, 4 could not reach the judge.
    """
    challenge = checked(folder)
    remote.get("/me")  # a key that is none is found before anything is sent
    version = _upload(remote, folder, organisation)
    number = version["number"]
    say(f"{challenge.id} version {number}: {version['state']}")
    version = _wait(remote, version, None if timeout is None else time.monotonic() + timeout)
    if version["state"] == "published":
        click.echo(f"{challenge.id} version {number} is published")
        return Exit.PASSED
    problem = f"{challenge.id} version {number} is {version['state']}: {printable(str(version.get('problem') or ''))}"
    raise Fault(problem) if _judge_failed(version) else Failed(problem)


def _upload(remote: Remote, folder: Path, organisation: str) -> Mapping[str, Any]:
    """The version. The same content is the same version, so that sending it again does no harm."""
    files = {"archive": ("package.tar.gz", make_archive(read_folder(folder)), "application/gzip")}
    data = {"publish": "true"} | ({"organisation": organisation} if organisation else {})
    try:
        answer = remote.ask("POST", "/challenges", data=data, files=files)
    except Refused as error:
        raise Failed(error.message) from error
    return _version(answer.json())


def _wait(remote: Remote, version: Mapping[str, Any], deadline: float | None) -> Mapping[str, Any]:
    """The version once it is no longer checked; says what happens meanwhile. Raises Unreachable when time is over."""
    said: set[str] = set()
    place = f"/challenges/{version['challenge']}/versions/{version['number']}"
    while version["state"] == "checking":
        for line in _progress(version):
            if line not in said:
                said.add(line)
                say(line)
        if deadline is not None and time.monotonic() > deadline:
            raise Unreachable("It is still being checked, and goes live by itself if all is well.")
        time.sleep(_POLL_S)
        version = _version(remote.get(place))
    for line in (
        *_progress(version),
        *(f"warning: {each}" for each in (version.get("check") or {}).get("warnings") or ()),
    ):
        if line not in said:
            say(line)
    return version


def _progress(version: Mapping[str, Any]) -> list[str]:
    """A line for every run that is over, and what the check waits for."""
    check = version.get("check") or {}
    lines = [f"waits: {check['reason']}"] if check.get("reason") else []
    for known in check.get("known") or ():
        for turn in ("first", "second"):
            if got := (known.get(turn) or {}).get("got"):
                mark = "ok " if got == known["expected"] else "BAD"
                lines.append(f"{mark} {known['expected']}/{known['name']}: {got} ({turn} run)")
    return lines


def _judge_failed(version: Mapping[str, Any]) -> bool:
    """Whether something ended as the judge's fault that should not have."""
    known = (version.get("check") or {}).get("known") or ()
    return any(
        (each.get(turn) or {}).get("got") == _OURS
        for each in known
        for turn in ("first", "second")
        if each.get("expected") != _OURS
    )


def _version(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, dict) or not {"challenge", "number", "state"} <= set(answer):
        raise Fault("The upload was not answered as a judge does.")
    return answer


def say(line: str) -> None:
    click.echo(printable(line), err=True)
