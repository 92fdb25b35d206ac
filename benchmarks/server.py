"""A judge of its own for the benchmark, in a temporary home, on a free port."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.client import Address

_START_S = 300


@contextlib.contextmanager
def serving(home: Path, challenges: Path) -> Iterator[Address]:
    """The address of a judge that serves the packages of ``challenges``."""
    environment = {
        **os.environ,
        "JUDGE_PORT": "0",
        "JUDGE_HOME": str(home),
        "JUDGE_CHALLENGES": str(challenges),
        "JUDGE_WARM": "python,cpp",
        "JUDGE_LOG": "warning",
    }
    with (home.parent / "up.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "judge.cli", "up"], env=environment, stdout=log, stderr=log)
    try:
        url = _await_url(process, home / "url", home.parent / "up.log")
        yield Address(url, (home / "admin.key").read_text().strip())
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _await_url(process: subprocess.Popen[bytes], url: Path, log: Path) -> str:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        if url.exists() and url.read_text().strip():
            return url.read_text().strip()
        time.sleep(0.1)
    raise SystemExit(f"the judge did not start:\n{log.read_text()}")
