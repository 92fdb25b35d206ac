"""What every command does with a verdict: print it, write the files that were asked for, exit with its status."""

import functools
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from judge.cli.exits import Exit, Refused
from judge.cli.say import printable, unheard
from judge.cli.threshold import Threshold, ThresholdType, passed
from judge.domain.nearness import warnings
from judge.domain.verdict import Verdict
from judge.formats.github import annotations
from judge.formats.graded import NOT_FAILED, Graded, points, sentence_of
from judge.formats.gradescope import gradescope
from judge.formats.junit import junit_xml
from judge.formats.markdown import markdown
from judge.formats.sarif import sarif

_F = TypeVar("_F", bound=Callable[..., Any])
_MOST_SUMMARY_BYTES = 900 * 1024
"""The runner drops a step's summary that is larger than 1 MiB."""

WRITERS: Mapping[str, Callable[[Graded], str | bytes]] = {
    "junit": lambda graded: junit_xml(graded.challenge, graded.report),
    "sarif": sarif,
    "gradescope": gradescope,
    "markdown": markdown,
}
"""The formats by the name of their option."""

_HELP = {
    "junit": "Write the report as JUnit XML.",
    "sarif": "Write it as SARIF 2.1.0, for code scanning.",
    "gradescope": "Write it as a Gradescope autograder's results.json.",
    "markdown": "Write a summary in Markdown.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """``files`` maps names of WRITERS to where to write."""

    as_json: bool = False
    threshold: Threshold | None = None
    files: Mapping[str, Path]

    def prepare(self) -> None:
        """Before the work, so that no verdict is lost for want of a folder. Raises Refused."""
        for file in self.files.values():
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Refused(f"{file} cannot be written: {error.strerror}") from error
            if not os.access(file if file.exists() else file.parent, os.W_OK):
                raise Refused(f"{file} cannot be written: no permission")


def with_outputs(command: _F) -> _F:
    """Give a command the options of the verdict, and the ``outputs``."""

    @functools.wraps(command)
    def judged(*arguments: Any, as_json: bool, threshold: Threshold | None, **options: Any) -> Any:
        files = {name: path for name in WRITERS if (path := options.pop(name)) is not None}
        outputs = Outputs(as_json=as_json, threshold=threshold, files=files)
        outputs.prepare()
        return command(*arguments, outputs=outputs, **options)

    path = click.Path(path_type=Path, dir_okay=False)
    for name in reversed(list(WRITERS)):
        judged = click.option(f"--{name}", type=path, metavar="FILE", help=_HELP[name])(judged)
    judged = click.option("--json", "as_json", is_flag=True, help="Print the record on standard output.")(judged)
    help_text = "Points (60) or a percentage (80%) that are enough to pass; without it, all of them."
    return click.option("--threshold", type=ThresholdType(), help=help_text)(judged)  # type: ignore[return-value]  # click's decorators keep the type


def conclude(graded: Graded, record: Mapping[str, Any], outputs: Outputs) -> Exit:
    """The exit status of a finished submission, after everything was written and said."""
    for name, file in outputs.files.items():
        text = WRITERS[name](graded)
        try:
            file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
        except OSError as error:
            raise Refused(f"{file} cannot be written: {error.strerror}") from error
    if outputs.as_json:
        click.echo(json.dumps(record, ensure_ascii=False))
    output = sys.stderr if outputs.as_json else sys.stdout
    with unheard(output):
        for line in _told(graded):
            print(printable(line), file=output)
    status = _status(graded, outputs.threshold)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _tell_github(graded, status)
    return status


def _status(graded: Graded, threshold: Threshold | None) -> Exit:
    if graded.report.verdict is Verdict.JUDGE_ERROR:
        return Exit.FAULT
    return Exit.PASSED if passed(graded, threshold) else Exit.FAILED


def _told(graded: Graded) -> list[str]:
    report = graded.report
    lines = []
    for stage in report.stages:
        good = sum(test.verdict is Verdict.ACCEPTED for test in stage.tests)
        score = f"{points(stage.points)}/{points(stage.max_points)}"
        lines.append(f"{stage.name}: {stage.verdict}, {score} points, {good} of {len(stage.tests)} tests")
        for test in stage.tests:
            if test.verdict not in NOT_FAILED:
                lines.append(f"  {test.name}: {test.verdict}. {sentence_of(test.cause, test.message)}")
    if not report.build.ok:
        lines += report.build.log.splitlines()
    score = f"{points(report.score)} of {points(graded.max_score)} points"
    lines.append(f"{graded.challenge} ({graded.runtime}): {report.verdict}, {score}")
    lines += filter(None, [sentence_of(report.cause, report.message)])
    return lines + [f"note: {each}" for each in warnings(report)]


def _tell_github(graded: Graded, status: Exit) -> None:
    """Annotations where it did not pass, on standard error, so that a record on standard output stays one."""
    if status is not Exit.PASSED:
        for line in annotations(graded):
            click.echo(printable(line), err=True)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    text = markdown(graded).encode()
    if summary and len(text) <= _MOST_SUMMARY_BYTES:
        try:
            with Path(summary).open("ab") as file:
                file.write(text)
        except OSError as error:
            click.echo(f"no summary: {error.strerror}", err=True)
