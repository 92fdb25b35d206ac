"""A small HTTP client: one kept connection, as a candidate's tool would hold it."""

import http.client
import json
import time
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit


class Graded(NamedTuple):
    """Seconds in all, and those of the build step among them."""

    total_s: float
    build_s: float


class Address(NamedTuple):
    """Where a judge is, and a key for it."""

    url: str
    key: str


class Client:
    """One connection to a judge. Not for several threads at once."""

    def __init__(self, address: Address) -> None:
        place = urlsplit(address.url)
        self._headers = {"Authorization": f"Bearer {address.key}"}
        self._connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def call(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body) if body is not None else None
        headers = {**self._headers, "Content-Type": "application/json"} if data else self._headers
        self._connection.request(method, path, data, headers)
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status not in (200, 202):
            raise RuntimeError(f"{method} {path}: {response.status} {answer}")
        return answer

    def grade(self, challenge: str, runtime: str, files: dict[str, str]) -> "Graded":
        """From POST to the finished, accepted record."""
        started = time.perf_counter()
        record = self.record(challenge, runtime, files)
        return Graded(time.perf_counter() - started, record["build"]["wall_ms"] / 1000)

    def record(self, challenge: str, runtime: str, files: dict[str, str]) -> Any:
        """The finished record of an accepted submission."""
        record = self.call("POST", "/api/v1/submissions", {"challenge": challenge, "runtime": runtime, "files": files})
        while record["state"] != "finished":
            record = self.call("GET", f"/api/v1/submissions/{record['id']}?wait=60")
        if record["verdict"] != "accepted":
            raise RuntimeError(f"{challenge} got {record['verdict']}: {record}")
        return record
