"""One line for every test as it ends, from the phases that pytest reports."""

import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from judge_tester.http.curl import curl
from judge_tester.http.exchange import Recorder
from judge_tester.http.transcript import transcript
from judge_tester.text import shown, told

from .bounds import shorten
from .marks import marks_of
from .reason import Explained, explain

_DETAIL_CHARS = 8000
_PRINTED_CHARS = 2000

Send = Callable[..., None]
Wait = Callable[[], object]


class Reporter:
    """``judged`` waits until the worker has judged what was sent. It looks whether the service has died meanwhile, and
    what the next test does to it must not count for this one."""

    def __init__(self, send: Send, judged: Wait, recorder: Recorder, groups: tuple[str, ...], root: Path) -> None:
        self._send = send
        self._judged = judged
        self._recorder = recorder
        self._groups = groups
        self._root = root
        self._began_s = 0.0
        self._reports: list[pytest.TestReport] = []
        self._explained: Explained | None = None

    def broken(self, path: str, error: BaseException) -> None:
        """A file of the tests that cannot be used."""
        kind = "" if isinstance(error, pytest.fail.Exception) else f"{type(error).__name__}: "
        self._send(kind="broken", path=path, message=shown(f"{kind}{error}", _PRINTED_CHARS))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Markers are checked in both modes, so that a mistake shows before anything is published."""
        for item in list(items):
            try:
                marks_of(item, self._groups)
            except ValueError as error:
                self._send(kind="broken", path=item.nodeid, message=str(error))
                items.remove(item)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.config.option.collectonly:
            for item in session.items:
                marks = marks_of(item, self._groups)
                self._send(
                    kind="collected",
                    id=item.nodeid,
                    group=marks.group,
                    points=marks.points,
                    visibility=marks.visibility,
                )

    def pytest_runtest_logstart(self) -> None:
        self._reports = []
        self._explained = None
        self._began_s = time.monotonic()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        excinfo = call.excinfo
        if excinfo is not None:
            with suppress(Exception):
                shorten(excinfo.value)
        try:
            report = yield
        except Exception as error:  # of a hook of the stage's own, say: this test's failure, and not the session's end
            report = _without_words(item, call, error)
        if report.failed and self._explained is None and excinfo is not None:
            statement = told(lambda: self._statement(excinfo))
            self._explained = explain(excinfo.value, statement, self._recorder.last)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(report)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        wall_ms = (time.monotonic() - self._began_s) * 1000
        bad = next((report for report in self._reports if report.failed), None)
        skipped = next((report for report in self._reports if report.skipped), None)
        line: dict[str, Any] = dict.fromkeys(("reason", "message", "detail", "curl", "transcript", "expected"), "")
        if bad is not None:
            explained = self._explained or Explained("error", "", "the test did not end as tests do", "")
            last = self._recorder.last
            line |= {
                "outcome": explained.outcome,
                "reason": explained.reason,
                "message": explained.message,
                "expected": explained.expected,
                "detail": told(lambda: self._detail(bad)),
                "curl": told(lambda: curl(last)) if last is not None else "",
                "transcript": told(lambda: transcript(self._recorder.exchanges)),
            }
        elif skipped is not None:
            line |= {"outcome": "skipped", "message": told(lambda: _why_skipped(skipped))}
        elif {report.when for report in self._reports} >= {"setup", "call", "teardown"}:
            line["outcome"] = "passed"
        else:
            line |= {"outcome": "error", "message": "the test did not run to its end"}
        self._send(kind="test", id=nodeid, wall_ms=round(wall_ms, 3), **line)
        if line["outcome"] != "passed":
            self._judged()

    def _detail(self, report: pytest.TestReport) -> str:
        printed = shown(report.capstdout + report.capstderr, _PRINTED_CHARS)
        text = shown(report.longreprtext, _DETAIL_CHARS - len(printed) - 20)
        return f"{text}\n--- printed ---\n{printed}" if printed else text

    def _statement(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """The line at which the test, or a helper of it, failed."""
        for entry in reversed(excinfo.traceback):
            if Path(str(entry.path)).is_relative_to(self._root):
                return str(entry.statement).strip()
        return ""


def _without_words(item: pytest.Item, call: pytest.CallInfo[None], error: Exception) -> pytest.TestReport:
    """A failed phase of which no report could be made."""
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="failed",
        longrepr=f"no report could be made: {type(error).__name__}",
        when="call" if call.when == "collect" else call.when,
        duration=call.duration,
    )


def _why_skipped(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
    return shown(str(reason), _PRINTED_CHARS)
