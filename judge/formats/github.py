"""Annotations of GitHub Actions: a line for each finding, which the runner shows beside the file it is about."""

from collections.abc import Iterator

from judge.domain.verdict import Verdict
from judge.formats.findings import findings
from judge.formats.graded import Graded, sentence_of

MOST = 10
"""The runner shows no more of one kind in a step."""


def annotations(graded: Graded) -> Iterator[str]:
    if graded.report.verdict is Verdict.JUDGE_ERROR:
        said = sentence_of(graded.report.cause, graded.report.message) or "The judge failed."
        yield command("error", said, title=f"judge {graded.challenge}")
        return
    found = findings(graded)
    for finding in found[: MOST if len(found) <= MOST else MOST - 1]:
        place = finding.place
        yield command(
            "error",
            finding.message,
            file=graded.sent.files.get(place.path, place.path),
            line=str(place.line or ""),
            col=str(place.column or ""),
            title=finding.where,
        )
    if len(found) > MOST:
        yield command("error", f"and {len(found) - MOST + 1} more", title=f"judge {graded.challenge}")


def command(name: str, message: str, **properties: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' if given else ''}{given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
