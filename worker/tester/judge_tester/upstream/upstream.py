"""A fake upstream as a test sees it."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urljoin

import httpx

from judge_tester.expect import Expectation

from .call import Call
from .rule import Rule
from .state import State


class Caller(Protocol):
    """Where calls of the upstream to the service leave from."""

    base_url: str

    @property
    def client(self) -> httpx.Client: ...


class Upstream:
    """Another system that the service depends on. Rules and calls are forgotten before every test."""

    def __init__(self, name: str, port: int, state: State, caller: Caller) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        self._state = state
        self._caller = caller

    def on(self, method: str, path: str) -> Rule:
        """Arrange answers. ``*`` as the method, or within the path, stands for anything; the newest rule wins."""
        rule = Rule(method, path)
        self._state.add_rule(rule)
        return rule

    @property
    def calls(self) -> list[Call]:
        return self._state.calls()

    def calls_to(self, method: str, path: str) -> list[Call]:
        rule = Rule(method, path)
        return [call for call in self.calls if rule.matches(call.method, call.path)]

    def wait_for(self, count: int, within_s: float = 5.0, method: str = "*", path: str = "*") -> list[Call]:
        """The calls, once there are ``count`` of them.

        Raises:
            Expectation: there are fewer when the time is over.
        """
        deadline = time.monotonic() + within_s
        while True:
            with self._state.changed:
                found = self.calls_to(method, path)
                left = deadline - time.monotonic()
                if len(found) >= count:
                    return found
                if left <= 0:
                    break
                self._state.changed.wait(min(left, 0.5))
        what = "" if (method, path) == ("*", "*") else f" of {method} {path}"
        raise Expectation(
            f"{self.name}: expected {count} calls{what} within {within_s:g} s, got {len(found)}",
            expected=f"{count} calls{what}",
        )

    def send(
        self,
        url: str,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        body: bytes | str | None = None,
        times: int = 1,
    ) -> Sequence[httpx.Response]:
        """POST to the service, as a webhook does: ``times`` times the same. ``url`` may be a path."""
        target = urljoin(f"{self._caller.base_url}/", url)
        content: dict[str, Any] = {"content": body} if body is not None else {"json": json} if json is not None else {}
        return [self._caller.client.post(target, headers=headers, **content) for _ in range(times)]

    def reset(self) -> None:
        """Forget rules and calls."""
        self._state.reset()
