"""The judge's HTTP API as a client of it sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from judge.cli.parts import CannotServe


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
    """Raises CannotServe where the API does not answer, or answers with an error."""

    def __init__(self, url: str, key: str = "") -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url, timeout=75, trust_env=False, headers=headers)

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
        try:
            body = answer.json()
            return Readiness(
                ready=bool(body["ready"]),
                missing=tuple(body["missing"]),
                warnings=tuple(body["warnings"]),
                runtimes=tuple(body["runtimes"]),
                challenges_without_worker=tuple(body["challenges_without_worker"]),
            )
        except (ValueError, KeyError, TypeError):
            return Readiness(ready=False, missing=("what answers there is no judge",))

    def submit(self, challenge: str, runtime: str, files: Mapping[str, str]) -> str:
        """The id of a new submission."""
        body = {"challenge": challenge, "runtime": runtime, "files": dict(files)}
        return str(self._ask("POST", "/api/v1/submissions", json=body)["id"])

    def wait(self, submission: str) -> dict[str, Any]:
        """Its record, at the latest after half a minute."""
        return self._ask("GET", f"/api/v1/submissions/{submission}", params={"wait": 30})

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise CannotServe(f"{self._http.base_url} does not answer any more: {error}") from error
        if not answer.is_success:
            raise CannotServe(f"{method} {path} was answered with {answer.status_code}: {answer.text[:500]}")
        record: dict[str, Any] = answer.json()
        return record


def read_key(file: Path) -> str:
    """The key in a file; empty where there is none."""
    return file.read_text().strip() if file.exists() else ""
