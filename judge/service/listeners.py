"""How many answers one person may have open at once: waits for a verdict, and event streams.

Each holds a connection of this process, of which there are a few thousand for everybody. Counted in each process.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from judge.domain.access import Scope
from judge.domain.errors import Busy
from judge.domain.quotas import CODE, PENDING_RETRY_S, QUOTAS

T = TypeVar("T")


class Listeners:
    """``factor`` multiplies every bound; 0 means that there is none."""

    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._open: Counter[str] = Counter()

    def enter(self, scope: Scope) -> Callable[[], None]:
        """One more; call what comes back when it is over, as often as you like. Raises Busy."""
        caller = scope.caller
        quota = QUOTAS.get(caller.role) if self._factor and caller.subject else None
        if quota is None:
            return lambda: None
        who = f"{caller.organisation}/{caller.subject}"
        most = max(1, round(quota.listening * self._factor))
        if self._open[who] >= most:
            raise Busy(
                f"You wait for {most} answers at once, which is as many as you may; end one of them.",
                code=CODE,
                retry_after_s=PENDING_RETRY_S,
            )
        self._open[who] += 1
        left = False

        def leave() -> None:
            nonlocal left
            if not left:
                left = True
                self._open[who] -= 1
                if not self._open[who]:
                    del self._open[who]

        return leave

    @contextmanager
    def held(self, scope: Scope) -> Iterator[None]:
        """Raises Busy."""
        leave = self.enter(scope)
        try:
            yield
        finally:
            leave()


class Followed(Generic[T]):
    """An iterator that gives back its place when it ends or is closed, even one that was never begun."""

    def __init__(self, items: Iterator[T], leave: Callable[[], None]) -> None:
        self._items = items
        self._leave = leave

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        try:
            return next(self._items)
        except BaseException:
            self._leave()
            raise

    def close(self) -> None:
        self._leave()
        if close := getattr(self._items, "close", None):
            close()
