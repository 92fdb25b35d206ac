"""``judge status`` and ``judge report``: a submission that was sent before."""

import json

import click

from judge.cli.exits import Exit, Unreachable
from judge.cli.follow import DONE, Patience, follow
from judge.cli.outcome import Outputs, with_outputs
from judge.cli.remote import Remote, at, with_remote
from judge.cli.say import Progress, printable
from judge.cli.submit import concluded


@click.command()
@click.argument("submission", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the record on standard output.")
@with_remote
def status(submission: str, as_json: bool, remote: Remote) -> Exit:
    """Say where a submission stands. Exits with 0 wherever that is."""
    record = remote.get(at("/submissions", submission))
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False))
        return Exit.PASSED
    words = [f"{record.get('id')} {record.get('challenge')} {record.get('state')}"]
    queue = record.get("queue") or {}
    if record.get("verdict"):
        words.append(f"{record['verdict']}, {record.get('score')} of {record.get('max_score')} points")
    elif queue.get("position"):
        words.append(f"position {queue['position']}")
    words += filter(None, [queue.get("reason")])
    click.echo(printable(", ".join(words)))
    return Exit.PASSED


@click.command()
@click.argument("submission", metavar="ID")
@click.option("--wait/--no-wait", default=False, show_default=True, help="Wait for the verdict.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Wait no longer than this.")
@with_outputs
@with_remote
def report(submission: str, wait: bool, timeout: float | None, outputs: Outputs, remote: Remote) -> Exit:
    """Show or write the report of a submission. Exits as judge submit does."""
    record = remote.get(at("/submissions", submission))
    if record.get("state") not in DONE:
        if not wait:
            raise Unreachable(f"{submission} is {record.get('state')}: there is no verdict yet. Give --wait.")
        with Progress("waiting") as progress, Patience(timeout) as patience:
            patience.submission = submission
            record = follow(remote, submission, progress)
    return concluded(record, remote, outputs)
