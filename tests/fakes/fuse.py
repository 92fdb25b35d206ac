"""Kills whoever calls the store, at one call of many: before it has happened, or after."""

from collections.abc import Callable
from functools import wraps
from typing import Any


class Killed(BaseException):
    """Not an Exception: nothing catches SIGKILL."""


class Fuse:
    """Blows at the call with this number, counted over everything it is put around."""

    def __init__(self, at: int, *, after: bool) -> None:
        self._at = at
        self._after = after
        self.calls = 0

    @property
    def blown(self) -> bool:
        return self.calls >= self._at

    def around(self, part: Any) -> Any:
        return _Wired(part, self)

    def call(self, method: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self.calls += 1
        now = self.calls == self._at
        if now and not self._after:
            raise Killed
        answer = method(*args, **options)
        if now:
            raise Killed
        return answer


class _Wired:
    def __init__(self, part: Any, fuse: Fuse) -> None:
        self._part = part
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not callable(found):
            return found

        @wraps(found)
        def call(*args: Any, **options: Any) -> Any:
            return self._fuse.call(found, *args, **options)

        return call
