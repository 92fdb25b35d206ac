"""The judge's HTTP API as a client of it sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """``missing`` keeps it from grading anything; ``runtimes`` are those a live worker offers.

    ``challenges_without_worker`` need what no live worker has.
    """

    ready: bool
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    runtimes: tuple[str, ...] = ()
    challenges_without_worker: tuple[str, ...] = ()


class Client:
    """Raises httpx.HTTPError where the API does not answer, or answers with an error."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=75, trust_env=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def readiness(self) -> Readiness:
        """What the API says of itself; one that does not listen yet is not ready."""
        try:
            answer = self._http.get("/readyz", timeout=5)
        except httpx.TransportError:
            return Readiness(ready=False, missing=("the API does not answer yet",))
        body = answer.json()
        return Readiness(
            ready=bool(body["ready"]),
            missing=tuple(body["missing"]),
            warnings=tuple(body["warnings"]),
            runtimes=tuple(body["runtimes"]),
            challenges_without_worker=tuple(body["challenges_without_worker"]),
        )

    def submit(self, challenge: str, runtime: str, files: Mapping[str, str]) -> str:
        """The id of a new submission."""
        body = {"challenge": challenge, "runtime": runtime, "files": dict(files)}
        answer = self._http.post("/api/v1/submissions", json=body).raise_for_status()
        return str(answer.json()["id"])

    def wait(self, submission: str) -> dict[str, Any]:
        """Its record, at the latest after half a minute."""
        answer = self._http.get(f"/api/v1/submissions/{submission}", params={"wait": 30}).raise_for_status()
        record: dict[str, Any] = answer.json()
        return record
