"""A whole judge in processes of its own: embedded Redis, gunicorn, Celery worker and real boxes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).parent.parent.parent
START_S = 180
END_S = 120
"""More than all parts together may take to end when asked to."""


class JudgeServer:
    """``python -m judge.cli up`` with its own home, on a free port."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home = home
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")}
        self._environment |= {"JUDGE_HOME": str(home), "JUDGE_PORT": "0", **variables}
        self._log = home.parent / f"{home.name}-up.log"

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "judge.cli", "up"), cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        try:
            url = self._url()
            self.key = (self.home / "admin.key").read_text().strip()
            self.client = self.client_with(self.key, url)
        except BaseException:
            self._end(signal.SIGTERM)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self._end(signal.SIGINT)

    def _end(self, number: signal.Signals) -> None:
        """It is gone then, whatever happens: one that lives on would be found by every later test of what is left."""
        self._process.send_signal(number)
        try:
            self._process.wait(timeout=END_S)
        except BaseException:
            self._process.kill()  # the kernel ends its parts with it
            self._process.wait()
            raise

    def client_with(self, key: str, url: str = "") -> httpx.Client:
        """A client that sends this key."""
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.Client(base_url=url or self.client.base_url, timeout=90, headers=headers)

    def _url(self) -> str:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            if "judge ready " in self._log.read_text():
                return (self.home / "url").read_text().strip()
            time.sleep(0.1)
        raise RuntimeError(f"the judge did not start:\n{self._log.read_text()}")

    def submit(self, challenge: str, runtime: str, files: dict[str, str]) -> str:
        """The id of a new submission."""
        answer = self.client.post(
            "/api/v1/submissions", json={"challenge": challenge, "runtime": runtime, "files": files}
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def record(self, submission: str, *, within_s: float = 300) -> dict[str, Any]:
        """The finished record."""
        deadline = time.monotonic() + within_s
        while True:
            answer = self.client.get(f"/api/v1/submissions/{submission}", params={"wait": 30})
            assert answer.status_code == 200, answer.text
            record: dict[str, Any] = answer.json()
            if record["state"] in ("finished", "cancelled"):
                return record
            assert time.monotonic() < deadline, record

    def worker_said(self, *words: str) -> list[str]:
        """The lines of the worker's log that have one of these words in them."""
        lines = (self.home / "log" / "worker.log").read_text().splitlines()
        return [line for line in lines if any(word in line for word in words)]

    def grade(self, challenge: str, runtime: str, files: dict[str, str]) -> dict[str, Any]:
        return self.record(self.submit(challenge, runtime, files))
