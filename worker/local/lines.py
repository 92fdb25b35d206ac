"""What this process says: one JSON object a line, ``type`` first.

test     {"type", "name", "stage", "test"}         a test ended; ``test`` as in the API's ``test`` events
record   {"type", "name", "main", "record"}        graded; ``record`` is exactly what GET /api/v1/submissions/{id}
                                                  answers, ``main`` the file that was started
error    {"type", "code", "message", "errors"}     nothing more comes; ``errors`` name fields and say what to do
"""

import json
from collections.abc import Callable
from typing import Any

from judge.api.records import submission
from judge.api.reports import test_out
from judge.domain.errors import InvalidInput, JudgeError
from judge.domain.events import TestEnded
from judge.service.views import SubmissionView

Say = Callable[[str], None]


def test_line(name: str, event: TestEnded) -> str:
    return _line("test", name=name, stage=event.stage, test=test_out(event.test).model_dump(mode="json"))


def record_line(name: str, main: str, view: SubmissionView) -> str:
    return _line("record", name=name, main=main, record=submission(view).model_dump(mode="json"))


def error_line(error: JudgeError) -> str:
    problems = error.problems if isinstance(error, InvalidInput) else ()
    errors = [{"field": problem.field, "message": problem.message} for problem in problems]
    return _line("error", code=error.code, message=str(error), errors=errors)


def _line(kind: str, **members: Any) -> str:
    return json.dumps({"type": kind, **members}, ensure_ascii=False)
