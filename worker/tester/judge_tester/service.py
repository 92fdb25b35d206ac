"""The candidate's service as a test sees it: a base URL to talk to, and a process to end and to start again."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from .channel import Asks
from .failures import ServiceFailed
from .http.client import new_async_client, new_client
from .http.exchange import Recorder
from .http.network_async import Gate
from .http.transport import ClientLimits
from .races.race import Race, fire


@dataclass(frozen=True, slots=True)
class Stopped:
    """How the service ended after SIGTERM.

    ``exited``: by itself, within the grace; otherwise it was killed. ``exit_code`` and ``signal`` are -1 where there
    is none. ``leftovers``: processes of it that outlived the main one, and were killed.
    """

    exited: bool
    exit_code: int
    signal: int
    took_s: float
    leftovers: int


class Service:
    """One for the stage; ``client`` is a fresh one in every test."""

    def __init__(self, worker: Asks, base_url: str, port: int, limits: ClientLimits, recorder: Recorder) -> None:
        self.base_url = base_url
        self.port = port
        self.started_in_s = math.nan
        self._worker = worker
        self._limits = limits
        self._recorder = recorder
        self._client: httpx.Client | None = None
        self._down = False
        self._failed: ServiceFailed | None = None

    def __repr__(self) -> str:
        return "service"

    @property
    def client(self) -> httpx.Client:
        """Paths are relative to the service: ``service.client.get("/todos")``."""
        if self._client is None:
            self._client = new_client(self.base_url, self._limits, self._recorder)
        return self._client

    def new_client(self) -> httpx.Client:
        """A client of its own: other cookies, other connections."""
        return new_client(self.base_url, self._limits, self._recorder)

    def async_client(self, gate: Gate | None = None) -> httpx.AsyncClient:
        """For ``async with``, in an asynchronous test."""
        return new_async_client(self.base_url, self._limits, self._recorder, gate)

    def fire(self, count: int, request: Callable[[httpx.AsyncClient, int], Awaitable[httpx.Response]]) -> Race:
        """``count`` requests at the same moment; ``request(client, n)`` makes the n-th."""
        return fire(self, count, request)

    def restart(self, grace_s: float = 5.0) -> float:
        """SIGTERM, after ``grace_s`` SIGKILL, start again; the seconds until it was ready."""
        return self._start("restart", grace_s=grace_s)

    def start(self) -> float:
        """After ``kill`` or ``stop``; the seconds until it was ready."""
        return self._start("start")

    def kill(self) -> None:
        """SIGKILL to everything of the service."""
        self._down = True
        self._worker.ask("kill")

    def stop(self, grace_s: float = 5.0) -> Stopped:
        """SIGTERM, and watch it end."""
        self._down = True
        fields = self._worker.ask("stop", grace_s=grace_s)
        return Stopped(
            exited=bool(fields["exited"]),
            exit_code=int(fields["exit_code"]),
            signal=int(fields["signal"]),
            took_s=float(fields["took_s"]),
            leftovers=int(fields["leftovers"]),
        )

    def logs(self) -> str:
        """The end of what it wrote to stdout and stderr."""
        return str(self._worker.ask("logs")["text"])

    def memory_mib(self) -> float:
        return float(self._worker.ask("stat")["memory_mib"])

    def cpu_s(self) -> float:
        return float(self._worker.ask("stat")["cpu_s"])

    def alive(self) -> bool:
        return bool(self._worker.ask("stat")["alive"])

    def wait_until_ready(self) -> None:
        """Return once the worker has seen the service ready."""
        self._started(self._worker.ask("ready"))

    def renew(self) -> None:
        """A fresh service with fresh data, beside sidecars that are as at the beginning."""
        self._failed = None
        self._started(self._worker.ask("renew"))
        self._down = False

    def begin_test(self) -> None:
        """Start it again, if the test before has ended it.

        Raises:
            ServiceFailed: it does not start any more; the same for every test after this.
        """
        if self._failed is not None:
            raise self._failed
        # It may be up after all: a restart that took longer than its test still came to its end.
        if self._down and not self.alive():
            self.start()

    def end_test(self) -> None:
        """The next test gets a client without this one's cookies and connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _start(self, op: str, **fields: Any) -> float:
        self._down = True
        try:
            started = self._started(self._worker.ask(op, **fields))
        except ServiceFailed as failure:
            self._failed = failure
            raise
        self._down = False
        self._failed = None
        return started

    def _started(self, fields: dict[str, Any]) -> float:
        self.started_in_s = float(fields.get("started_in_s", math.nan))
        return self.started_in_s
