"""A client as the documentation asks for: a key with each POST, again what got no answer, and patience."""

import queue
import threading
import time
from typing import Any

import httpx

from tests.chaos.ledger import Entry, Ledger
from tests.chaos.mix import Work

PATIENCE_S = 240
"""What is not accepted, or not finished, after this time counts as lost."""
_AGAIN_S = 0.3


class Client(threading.Thread):
    """Takes work until there is none, one submission at a time."""

    def __init__(self, url: str, key: str, orders: "queue.SimpleQueue[tuple[str, Work]]", ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self._orders = orders
        self._ledger = ledger
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=httpx.Timeout(10, read=20))

    def run(self) -> None:
        with self._http:
            while True:
                try:
                    key, work = self._orders.get_nowait()
                except queue.Empty:
                    return
                try:
                    self._one(key, work)
                except Exception as error:
                    self._ledger.trouble(f"{work.name}: the client failed: {type(error).__name__}: {error}")

    def _one(self, key: str, work: Work) -> None:
        entry = self._ledger.open(work)
        order = {"challenge": work.challenge, "runtime": work.runtime, "files": work.files}
        created = self._ask(entry, 202, "POST", "/submissions", json=order, headers={"Idempotency-Key": key})
        if created is None:
            return
        self._ledger.accepted(entry, created["id"])
        give_up_at = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up_at:
            record = self._ask(entry, 200, "GET", f"/submissions/{created['id']}", params={"wait": 10})
            if record is None:
                return
            if record["state"] in ("finished", "cancelled"):
                self._ledger.finished(entry, record)
                return

    def _ask(self, entry: Entry, expected: int, method: str, path: str, **request: Any) -> dict[str, Any] | None:
        """The answer's document, however often it takes; none if it never came, which the ledger knows then."""
        give_up_at = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up_at:
            try:
                answer = self._http.request(method, path, **request)
            except httpx.HTTPError as error:
                self._ledger.retried(type(error).__name__)
                time.sleep(_AGAIN_S)
                continue
            if answer.status_code == expected:
                document: dict[str, Any] = answer.json()
                return document
            self._ledger.retried(str(answer.status_code))
            if answer.status_code not in (429, 503) or "retry-after" not in answer.headers:
                self._ledger.trouble(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
                if answer.status_code < 500:
                    return None
            time.sleep(min(5.0, float(answer.headers.get("retry-after", _AGAIN_S))))
        self._ledger.trouble(f"{entry.work.name}: {method} {path} got no good answer in {PATIENCE_S} s")
        return None
