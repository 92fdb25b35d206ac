"""One line of JSON for every test as it ends, and for every file that could not be loaded.

Texts are bounded here for the pipe's sake and again by the reader, who trusts nothing that comes from a box.
"""

import json
import os
import time
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest

_MESSAGE_CHARS = 2000
_TEXT_CHARS = 4000
_ALL_CHARS = 512 * 1024


class Importer(Protocol):
    root: Path

    def module(self, path: Path) -> ModuleType: ...


class Reporter:
    def __init__(self, channel: int, nonce: str) -> None:
        self._channel = channel
        self._nonce = nonce
        self._room = _ALL_CHARS
        self._reports: list[pytest.TestReport] = []
        self._started = (0.0, 0.0)

    def guard(self, nodeid: str, importer: Importer, path: Path) -> ModuleType:
        """Import ``path``; if that fails, say why in a line of its own and let pytest go on without it."""
        try:
            return importer.module(path)
        except (Exception, SystemExit) as error:
            self._send(kind="broken", path=nodeid, cause=_cause(error, importer.root), message=_last_line(error))
            raise pytest.Collector.CollectError(f"{path.name}: {_last_line(error)}") from error

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.config.option.collectonly:
            for item in session.items:
                self._send(kind="collected", id=item.nodeid)

    def pytest_runtest_logstart(self) -> None:
        self._reports = []
        self._started = (time.perf_counter(), time.process_time())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(report)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        wall, cpu = self._started
        outcome, decisive = _outcome(self._reports)
        text = decisive.longreprtext if decisive else ""
        message = _message(decisive) if decisive else ""
        self._send(
            kind="test",
            id=nodeid,
            outcome=outcome,
            cause="missing_dependency" if message.startswith("ModuleNotFoundError: ") else "",
            message=message[:_MESSAGE_CHARS],
            text=text[:_TEXT_CHARS],
            output=decisive.capstdout[:_TEXT_CHARS] if decisive else "",
            wall_ms=(time.perf_counter() - wall) * 1000,
            cpu_ms=(time.process_time() - cpu) * 1000,
        )

    def _send(self, **line: Any) -> None:
        for name in ("text", "output", "message"):
            if self._room <= 0 and name in line:
                line[name] = ""
            self._room -= len(line.get(name, ""))
        text = json.dumps({"nonce": self._nonce, **line}, ensure_ascii=False)
        data = text.encode("utf-8", "replace") + b"\n"
        while data:
            data = data[os.write(self._channel, data) :]


def _outcome(reports: list[pytest.TestReport]) -> tuple[str, pytest.TestReport | None]:
    """``passed`` only if every phase was reported and passed, and the phase that says most otherwise."""
    for report in reports:
        if report.failed:
            return ("error" if report.when == "setup" else "failed"), report
    for report in reports:
        if report.skipped:
            return "skipped", report
    phases = {report.when for report in reports if report.passed}
    return ("passed" if phases >= {"setup", "call", "teardown"} else "failed"), None


def _message(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)
    if isinstance(report.longrepr, tuple):  # of a skipped test: file, line, reason
        return str(report.longrepr[2])
    return report.longreprtext


def _last_line(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()[-_MESSAGE_CHARS:]


def _cause(error: BaseException, tests: Path) -> str:
    """A module missing from the submission is its own mistake; one missing below it is a package it asked for."""
    if not isinstance(error, ModuleNotFoundError):
        return "collection_failed"
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    asked = next((name for name in reversed(frames) if not name.startswith("<")), "")
    ours = Path(asked).is_relative_to(tests) or Path(asked).parent == Path(__file__).parent
    return "collection_failed" if ours else "missing_dependency"
