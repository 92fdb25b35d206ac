"""``judge keys``: make, list and revoke API keys.

A new key is shown once, or goes into a file that only its owner can read.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import click

from judge.cli.exits import Exit, Fault, Refused
from judge.cli.remote import Remote, at, with_remote
from judge.cli.say import printable
from judge.domain.access import Role

_SPAN = re.compile(r"(\d{1,5})([hd])")


class When(click.ParamType[datetime]):
    """A time that is not over: ``30d``, ``12h``, or a date with or without a time, in UTC if it does not say."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        text = str(value)
        if span := _SPAN.fullmatch(text):
            hours = int(span[1]) * (24 if span[2] == "d" else 1)
            return datetime.now(UTC) + timedelta(hours=hours)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail("must be like 30d, 12h, 2030-01-31 or 2030-01-31T18:00+01:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group()
def keys() -> None:
    """API keys: who may do what on a judge."""


@keys.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", required=True, help="What it is for, in lists and in the audit log.")
@click.option("--organisation", help="Whose; your own if not given.")
@click.option("--subject", default="", help="Whose submissions: the same for all keys of one person.")
@click.option("--expires", type=When(), help="30d, 12h, or a date; never if not given.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="A new file for it, instead of the screen."
)
@with_remote
def create(  # noqa: PLR0913, PLR0917 - a command has the options it has
    role: str,
    name: str,
    organisation: str | None,
    subject: str,
    expires: datetime | None,
    out: Path | None,
    remote: Remote,
) -> Exit:
    """Make a key, and print it: it is shown this once."""
    body: dict[str, Any] = {"role": role, "name": name}
    if organisation is not None:
        body["organisation"] = organisation
    if subject:
        body["subject"] = subject
    if expires:
        body["expires_at"] = expires.isoformat()
    if out is None:
        made = remote.post("/keys", body)
        click.echo(_text(made, "key"))
    else:
        with _new_file(out) as file:
            made = remote.post("/keys", body)
            file.write(_text(made, "key") + "\n")
    click.echo(f"key {printable(_text(made, 'id'))} made, {role}{f', in {out}' if out else ''}", err=True)
    return Exit.PASSED


@keys.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print the records on standard output, one a line.")
@with_remote
def list_keys(as_json: bool, remote: Remote) -> Exit:
    """List the keys you may see, newest first."""
    for record in _all(remote):
        click.echo(json.dumps(record, ensure_ascii=False) if as_json else printable(_line(record)))
    return Exit.PASSED


@keys.command()
@click.argument("key_id", metavar="ID")
@with_remote
def revoke(key_id: str, remote: Remote) -> Exit:
    """Revoke a key: the next request with it is refused."""
    record = remote.post(at("/keys", key_id) + "/revoke")
    click.echo(printable(f"key {record.get('id')} revoked ({record.get('name')})"), err=True)
    return Exit.PASSED


def _all(remote: Remote) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = remote.get("/keys", **({"cursor": cursor} if cursor else {}))
        yield from page.get("keys", ())
        cursor = page.get("cursor") or ""
        if not cursor:
            return


def _line(record: dict[str, Any]) -> str:
    words = [record["id"], record["prefix"], record["role"], record["organisation"] or "-", record["name"]]
    ends = {"expires_at": "expires", "revoked_at": "revoked", "last_used_at": "used"}
    words += [f"{word} {record[field]}" for field, word in ends.items() if record.get(field)]
    return "  ".join(words)


def _text(record: dict[str, Any], field: str) -> str:
    if not isinstance(record.get(field), str):
        raise Fault(f"The judge's answer has no {field}.")
    return str(record[field])


@contextmanager
def _new_file(path: Path) -> Iterator[IO[str]]:
    """A file that was not there, for its owner only; gone again if what is for it could not be had."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"{path} cannot be made: {error.strerror}") from error
    with os.fdopen(descriptor, "w") as file:
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise
