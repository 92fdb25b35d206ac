"""Many requests at the same moment, and the answers to them."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from judge_tester.expect import Expectation
from judge_tester.http.curl import curl
from judge_tester.http.exchange import Exchange
from judge_tester.http.network_async import Gate

from .gate import StartingGate

_ENDS_WITHIN_S = 5.0

Request = Callable[[httpx.AsyncClient, int], Awaitable[httpx.Response]]


class Target(Protocol):
    def async_client(self, gate: Gate | None = None) -> httpx.AsyncClient: ...


@dataclass(frozen=True, slots=True)
class Race:
    """What came back. ``errors`` are requests without an answer; ``responses`` is in order of their numbers."""

    count_fired: int
    responses: tuple[httpx.Response, ...]
    errors: tuple[Exception, ...] = field(default=())

    @property
    def statuses(self) -> list[int]:
        return [response.status_code for response in self.responses]

    def count(self, status: int) -> int:
        return self.statuses.count(status)

    def having(self, status: int) -> list[httpx.Response]:
        return [response for response in self.responses if response.status_code == status]

    def exactly_one(self, status: int) -> httpx.Response:
        """The one response with this status."""
        self.exactly(1, status)
        return self.having(status)[0]

    def exactly(self, wanted: int, status: int) -> "Race":
        got = self.count(status)
        if got != wanted:
            raise self._failure(f"exactly {wanted} must be answered {status}, but {got} were", status)
        return self

    def all_in(self, statuses: Collection[int]) -> "Race":
        """Every request was answered, with one of these statuses."""
        other = [status for status in self.statuses if status not in statuses]
        if other or self.errors:
            wanted = " or ".join(map(str, sorted(statuses)))
            raise self._failure(f"all must be answered {wanted}", *other[:1])
        return self

    def summary(self) -> str:
        """``1 × 201, 48 × 409, 1 × without an answer (RequestTimeout)``."""
        parts = [f"{number} × {status}" for status, number in sorted(Counter(self.statuses).items())]
        kinds = Counter(type(error).__name__ for error in self.errors)
        parts += [f"{number} × without an answer ({kind})" for kind, number in sorted(kinds.items())]
        return ", ".join(parts) or "nothing"

    def _failure(self, text: str, *statuses: int) -> Expectation:
        example = next((r for status in statuses for r in self.having(status)), None) or next(
            iter(self.responses), None
        )
        shape = f"; for example: {example_of(example)}" if example is not None else ""
        reason = getattr(self.errors[0], "reason", "unreachable") if self.errors else ""
        return Expectation(
            f"of {self.count_fired} requests at once {text}. Answers: {self.summary()}{shape}",
            expected=text,
            reason=reason,
        )


def example_of(response: httpx.Response) -> str:
    exchange = response.extensions.get("exchange")
    return curl(exchange) if isinstance(exchange, Exchange) else f"{response.request.method} {response.request.url}"


def fire(target: Target, count: int, request: Request) -> Race:
    """``count`` requests at the same moment: their connections are made first, then all are sent.

    ``request(client, n)`` makes the n-th, from 0. May be called from an asynchronous test too.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_fire(target, count, request))
    return _beside(_fire(target, count, request))


def _beside(racing: Coroutine[Any, Any, Race]) -> Race:
    """A loop cannot run within another one, but beside it. A test whose time is over ends its race: what that went on
    to send would be taken for the next test's."""
    race: Future[Race] = Future()
    loop = asyncio.new_event_loop()
    task = loop.create_task(racing)

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                race.set_result(runner.run(_of(task)))
        except BaseException as error:
            race.set_exception(error)

    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
        return race.result()
    except BaseException:
        with suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(task.cancel)
            thread.join(_ENDS_WITHIN_S)
        raise


async def _of(task: asyncio.Task[Race]) -> Race:
    return await task


async def _fire(target: Target, count: int, request: Request) -> Race:
    async with target.async_client(StartingGate(count)) as client:
        outcomes = await asyncio.gather(
            *(_one(client, number, request) for number in range(count)), return_exceptions=True
        )
    errors = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    for error in errors:
        if not isinstance(error, httpx.TransportError):
            raise error
    return Race(
        count_fired=count,
        responses=tuple(outcome for outcome in outcomes if isinstance(outcome, httpx.Response)),
        errors=tuple(error for error in errors if isinstance(error, Exception)),
    )


async def _one(client: httpx.AsyncClient, number: int, request: Request) -> httpx.Response:
    return await request(client, number)
