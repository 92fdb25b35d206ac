"""What a fake upstream answers: rules that match calls, each with a sequence of steps."""

import json as jsonlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any

from .call import Call


class Then(Enum):
    ANSWER = "answer"
    HANG = "hang"
    DROP = "drop"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Step:
    """One answer, after a delay. ``times`` 0: until there is a next step, or for ever."""

    then: Then = Then.ANSWER
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay_s: float = 0.0
    times: int = 0
    function: "Callable[[Call], Any] | None" = None


class Rule:
    """Calls that match are answered step by step; the last step stays, unless it says how often.

    ``payments.on("POST", "/charges").fail(times=2).delay(1).reply(201, json={"id": 7})``
    """

    def __init__(self, method: str, path: str) -> None:
        self.method = method.upper()
        self.path = path
        self._steps: list[Step] = []
        self._used = 0
        self._delay_s = 0.0

    def reply(
        self,
        status: int = 200,
        *,
        json: Any = None,
        body: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        times: int = 0,
    ) -> "Rule":
        """Answer. Without ``times``: once if more steps follow, for ever if not."""
        return self._add(_answer(status, json, body, headers, times))

    def answer(self, function: Callable[[Call], Any], *, times: int = 0) -> "Rule":
        """Answer with what ``function(call)`` returns: a JSON value, or ``(status, JSON value)``."""
        return self._add(Step(function=function, times=times))

    def fail(self, status: int = 503, *, times: int = 0, headers: Mapping[str, str] | None = None) -> "Rule":
        """Answer with an error."""
        return self.reply(status, json={"error": "the upstream fails"}, headers=headers, times=times)

    def delay(self, seconds: float) -> "Rule":
        """The next step comes this much later; alone: every answer 200, this late."""
        self._delay_s = seconds
        return self

    def hang(self, *, times: int = 0) -> "Rule":
        """Read the request, never answer; the connection stays open until the test ends."""
        return self._add(Step(Then.HANG, times=times))

    def drop(self, *, times: int = 0) -> "Rule":
        """Close the connection without an answer."""
        return self._add(Step(Then.DROP, times=times))

    def cut(self, status: int = 200, *, json: Any = None, body: bytes | str = b"", times: int = 0) -> "Rule":
        """Close the connection in the middle of the body."""
        return self._add(replace(_answer(status, json, body, None, times), then=Then.CUT))

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and fnmatchcase(path, self.path)

    def next_step(self) -> Step | None:
        """The step for one more call; None once all were used up."""
        if not self._steps:
            return Step(delay_s=self._delay_s)
        while True:
            step = self._steps[0]
            last = len(self._steps) == 1
            self._used += 1
            if self._used <= (step.times or 1) or (last and not step.times):
                return step
            if last:
                return None
            del self._steps[0]
            self._used = 0

    def _add(self, step: Step) -> "Rule":
        self._steps.append(replace(step, delay_s=self._delay_s))
        self._delay_s = 0.0
        return self


def _answer(status: int, json: Any, body: bytes | str, headers: Mapping[str, str] | None, times: int) -> Step:
    all_headers = dict(headers or {})
    if json is not None:
        body = jsonlib.dumps(json)
        all_headers.setdefault("content-type", "application/json")
    data = body.encode() if isinstance(body, str) else body
    return Step(status=status, headers=all_headers, body=data, times=times)
