"""Who is alive, and whose turn it is."""

import time

from judge.ids import new_id
from judge.service.ports import WorkerInfo
from judge.store.codec import decode_worker, encode_worker
from judge.store.connection import Connection
from judge.store.keys import Key

SEEN_FOR_S = 1.0
"""Every queued record that is read asks who is alive; the answer is kept for so long."""


class RedisWorkers:
    """``judge.service.ports.Workers``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: tuple[float, list[WorkerInfo]] = (float("-inf"), [])

    def live(self) -> list[WorkerInfo]:
        """See the port; up to ``SEEN_FOR_S`` old."""
        at, workers = self._seen
        if time.monotonic() - at > SEEN_FOR_S:
            workers = [decode_worker(description) for description in self._connection.script("live")]
            self._seen = (time.monotonic(), workers)
        return list(workers)

    def beat(self, worker: WorkerInfo, ttl_s: float) -> None:
        self._connection.script("beat", worker.id, round(ttl_s * 1000), encode_worker(worker), even_full=True)
        self._seen = (float("-inf"), [])

    def site(self) -> str:
        """The name of this installation, the same for all who share this store; boxes are labelled with it."""
        known = self._connection.command("GET", Key.SITE)
        if known is None:  # a Redis without memory refuses to write even what is there already
            self._connection.command("SET", Key.SITE, new_id(), "NX")
            known = self._connection.command("GET", Key.SITE)
        return str(known, "ascii")

    def leave(self, worker_id: str) -> None:
        self._connection.command("HDEL", Key.WORKERS, worker_id)
        self._seen = (float("-inf"), [])


class RedisTurns:
    """``judge.service.ports.Turns``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, holder: str, ttl_s: float) -> bool:
        return bool(self._connection.script("take", name, holder, round(ttl_s * 1000), even_full=True))
