"""``judge receipt``: get a receipt, verify one without a judge, change the key that signs them."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from judge.cli.address import Address, find_address, read_settings
from judge.cli.exits import Fault, Refused
from judge.cli.receipt_text import against_files, against_package, summary
from judge.cli.remote import Remote, with_remote
from judge.receipts.keys import KeyProblem, rotate
from judge.receipts.verify import NotValid, read_keys, verify

KEYS = "/receipt-keys"
PATIENCE_S = 10.0
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True)
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


class Worthless(click.ClickException):
    """It proves nothing, or not what was asked."""

    exit_code = 1


@click.group()
def receipt() -> None:
    """Signed receipts: what a submission got, for those who do not want to ask the judge. docs/receipts.md."""


@receipt.command()
@click.argument("submission")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file, not to the screen."
)
@with_remote
def get(remote: Remote, submission: str, out: Path | None) -> None:
    """Get the receipt of a finished SUBMISSION."""
    if not submission.isascii() or not submission.isalnum():
        raise Refused("A submission's id is letters and digits.")
    text = remote.ask("GET", f"/submissions/{submission}/receipt").text.strip()
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n")
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}") from error


@receipt.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write them to this file.")
@with_remote
def keys(remote: Remote, out: Path | None) -> None:
    """Get the public keys that verify receipts, as a JWKS: keep them, and nobody needs the judge any more."""
    text = json.dumps(remote.get(KEYS), indent=1)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n")
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}") from error


@receipt.command(name="verify")
@click.argument("file", type=_FILE)
@click.option("--keys", "keys_file", type=_FILE, help="A JWKS file with the judge's public keys.")
@click.option("--url", metavar="URL", help="Ask this judge for its public keys, in place of --keys.")
@click.option("--files", type=_FOLDER, help="The submitted files must be there, as they were submitted.")
@click.option("--challenge", help="It must be about this challenge; with a version: sum-of-two@3.")
@click.option("--package", type=_FOLDER, help="It must be about exactly this challenge package.")
@click.option("--json", "as_json", is_flag=True, help="Print what it says as JSON.")
def verify_command(file: Path, keys_file: Path | None, url: str | None, *, as_json: bool, **must: Any) -> None:
    """Verify the receipt in FILE (- is standard input), off-line with --keys.

    Ends with 0 if it is valid, 1 if it is not (and says why), 2 if asked wrongly, 4 if the judge cannot be reached.
    """
    if (keys_file is None) == (url is None):
        raise Refused("Whose keys? Give --keys FILE (judge receipt keys gets them), or --url of the judge.")
    public = _keys_of(keys_file) if keys_file else _keys_at(str(url))
    try:
        said = verify(_text(file).strip(), public)
        notes = [*_same_challenge(said, must["challenge"]), *_same(said, must["files"], must["package"])]
    except NotValid as error:
        raise Worthless(f"not valid: {error}") from error
    click.echo(json.dumps(said, indent=1) if as_json else "\n".join([*summary(said), *notes]))


@receipt.command(name="rotate-key")
def rotate_key() -> None:
    """Make a new key on the API's own machine. What the earlier ones have signed stays verifiable."""
    file = read_settings().receipt_key_file
    try:
        ring = rotate(file)
    except KeyProblem as error:
        raise Refused(str(error)) from error
    click.echo(f"{file} signs with {ring.kid} from now on; keys before it: {len(ring.keys) - 1}")


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotValid("it is no text") from error


def _keys_of(file: Path) -> list[Any]:
    try:
        return list(read_keys(_text(file)))
    except (ValueError, NotValid) as error:
        raise Refused(f"{file} is no JWKS: {error}") from error


def _keys_at(url: str) -> list[Any]:
    """Raises Unreachable, Fault."""
    address = Address(find_address(read_settings(), url).url)  # without a key: these are for everybody
    try:
        with Remote(address, patience_s=PATIENCE_S) as remote:
            return list(read_keys(json.dumps(remote.get(KEYS))))
    except ValueError as error:
        raise Fault(f"{url} does not answer as a judge does") from error


def _same_challenge(said: dict[str, Any], wanted: str | None) -> list[str]:
    """Raises NotValid."""
    if wanted is None:
        return []
    name, _, version = wanted.partition("@")
    told = said["challenge"]
    if told["id"] != name or (version and str(told["version"]) != version):
        raise NotValid(f"it is about {told['id']}@{told['version']}, and not about {wanted}")
    return []


def _same(said: dict[str, Any], files: Path | None, package: Path | None) -> list[str]:
    """Raises NotValid."""
    notes = against_files(said["submission"]["files"], files) if files else []
    return notes + (against_package(said["challenge"]["package"], package) if package else [])
