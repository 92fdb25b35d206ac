"""Grades on this machine, without a server: starts the worker's program for it and reads what it says, line by line."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from judge.config import CHECKOUT
from judge.domain.challenge import KnownSubmission
from judge.domain.errors import FieldProblem, InvalidInput, Unavailable

PROGRAM = (sys.executable, "-m", "worker.local")
_NO_RESULT = "The grader ended without a result"


@dataclass(frozen=True, slots=True)
class ToGrade:
    """``name`` comes back with the record."""

    name: str
    known: KnownSubmission


@dataclass(frozen=True, slots=True)
class LocalGrader:
    """``package`` is the challenge's folder. ``program`` reads a request and answers with lines of JSON."""

    package: Path
    program: Sequence[str] = field(default=PROGRAM)

    def grade(self, todo: Sequence[ToGrade]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The name and the record of each submission, as it is graded.

        Raises:
            InvalidInput: the package, or a submission, cannot be graded as it is.
            Unavailable: this machine cannot grade it.
        """
        graded = 0
        with subprocess.Popen(
            self.program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT, text=True, encoding="utf-8"
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                _ask(process, json.dumps(_request(self.package, todo)))
                for text in process.stdout:
                    line = _line(text)
                    if line["type"] == "error":
                        raise _error(line, process.wait())
                    if line["type"] == "record":
                        graded += 1
                        yield line["name"], line["record"]
            finally:
                process.terminate()
        if graded != len(todo):
            raise Unavailable(f"{_NO_RESULT} for {len(todo) - graded} submissions (exit status {process.returncode}).")


def _ask(process: "subprocess.Popen[str]", request: str) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(request)
        process.stdin.close()
    except BrokenPipeError:
        # It ended before it had read everything; its lines, or their absence, say why.
        return


def _line(text: str) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(text)
        return line if isinstance(line, dict) and "type" in line else {"type": ""}
    except ValueError:
        return {"type": ""}


def _request(package: Path, todo: Sequence[ToGrade]) -> dict[str, Any]:
    return {"package": str(package.absolute()), "submissions": [_submission(each) for each in todo]}


def _submission(todo: ToGrade) -> dict[str, Any]:
    files = {path: base64.b64encode(content).decode("ascii") for path, content in todo.known.files.items()}
    return {"name": todo.name, "runtime": todo.known.runtime, "files": files}


def _error(line: dict[str, Any], status: int) -> InvalidInput | Unavailable:
    message = str(line.get("message", _NO_RESULT))
    if status != 2:
        return Unavailable(message)
    problems = tuple(FieldProblem(str(each["field"]), str(each["message"])) for each in line.get("errors", ()))
    return InvalidInput(message, problems)
