"""What the test arranged and what the service called: written by two threads, so behind a lock."""

import threading
import time
from dataclasses import dataclass

from judge_tester.expect import Expectation

from .call import Call
from .rule import Rule, Step

_CALLS = 10_000
_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came in. ``generation`` is the test in which it began."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    generation: int


class State:
    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.generation = 0
        self._rules: list[Rule] = []
        self._calls: list[Call] = []
        self._room = _BYTES
        self._overflowed = False
        self._began_s = time.monotonic()

    def reset(self) -> None:
        with self.changed:
            self.generation += 1
            self._rules = []
            self._calls = []
            self._room = _BYTES
            self._overflowed = False
            self._began_s = time.monotonic()

    def add_rule(self, rule: Rule) -> None:
        with self.changed:
            self._rules.append(rule)

    def calls(self) -> list[Call]:
        """Every call of this test.

        Raises:
            Expectation: there were more than can be noted, so nobody may conclude that one was not made.
        """
        with self.changed:
            if self._overflowed:
                raise Expectation(
                    f"the service made more calls than can be noted ({_CALLS}, {_BYTES >> 20} MiB)",
                    expected="fewer calls",
                )
            return list(self._calls)

    def take(self, request: Request) -> tuple[Call, Step]:
        """Note a call, and say how it is answered: by the newest rule that matches and still has something to say.

        One that began in an earlier test is nothing to this one, which arranged nothing for it.
        """
        with self.changed:
            at_s = time.monotonic() - self._began_s
            call = Call(request.method, request.path, request.headers, request.body, at_s, request.query)
            size = len(request.body) + len(request.path) + len(request.query)
            size += sum(len(name) + len(value) for name, value in request.headers.items())
            if request.generation != self.generation:
                return call, _unarranged(request)
            if len(self._calls) < _CALLS and size <= self._room:
                self._room -= size
                self._calls.append(call)
            else:
                self._overflowed = True
            self.changed.notify_all()
            for rule in reversed(self._rules):
                if rule.matches(request.method, request.path):
                    step = rule.next_step()
                    if step is not None:
                        return call, step
        return call, _unarranged(request)


def _unarranged(request: Request) -> Step:
    text = f'{{"error": "nothing is arranged for this call", "method": "{request.method[:20]}"}}\n'
    return Step(status=404, headers={"content-type": "application/json"}, body=text.encode())
