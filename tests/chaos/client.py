"""A client as the documentation asks for: a key with each POST, again what got no answer, and patience."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from tests.chaos.ledger import Entry, Ledger
from tests.chaos.mix import Work

PATIENCE_S = 900
"""Who has not got an answer, or a verdict, after this time gives up."""
_AGAIN_S = 0.3
_TWICE = 0.1


class Orders:
    """What is to be sent, each under a key of its own; all clients take from it."""

    def __init__(self, works: Sequence[Work], name: str, more: Callable[[], bool]) -> None:
        self._works = works
        self._name = name
        self._more = more
        self._lock = threading.Lock()
        self._next = 0
        self.all_taken = False

    def take(self) -> tuple[str, Work] | None:
        with self._lock:
            number = self._next
            if number >= len(self._works) and not self._more():
                self.all_taken = True
                return None
            self._next += 1
            return f"{self._name}-{number}", self._works[number % len(self._works)]


class Client(threading.Thread):
    """Takes work until there is none, one submission at a time."""

    def __init__(self, url: str, key: str, orders: Orders, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self._orders = orders
        self._ledger = ledger
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=httpx.Timeout(10, read=20))

    def run(self) -> None:
        with self._http:
            while True:
                if (order := self._orders.take()) is None:
                    return
                key, work = order
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
        if random.Random(key).random() < _TWICE:  # the answer might have been lost
            again = self._ask(entry, 202, "POST", "/submissions", json=order, headers={"Idempotency-Key": key})
            entry.ids |= {again["id"]} if again else set()
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


def ask_once_more(url: str, key: str, ledger: Ledger) -> None:
    """When nothing breaks any more: what a client gave up waiting for is late, or it is lost."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=20) as client:
        for entry in ledger.entries:
            if entry.record is None and entry.ids:
                record = client.get(f"/submissions/{min(entry.ids)}", params={"wait": 10}).raise_for_status().json()
                if record["state"] in ("finished", "cancelled"):
                    entry.record, entry.late = record, True
                    entry.finished_at = entry.accepted_at + PATIENCE_S
