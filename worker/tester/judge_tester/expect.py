"""``expect(response).status(201).json({...})``: checks whose failure reads as a sentence.

Every failure is an AssertionError that also says, apart from its message, what was expected.
"""

import re
from typing import Any

import httpx

from .subset import difference
from .text import shown, shown_bytes, target

_NOTHING = object()
_BODY_CHARS = 300
_JSON_CHARS = 500


class Expectation(AssertionError):
    """A check that failed. ``reason`` is the worker's code where the cause is not the answer itself."""

    def __init__(self, message: str, *, expected: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.expected = expected
        self.reason = reason


class expect:  # noqa: N801  # reads as a word in a test
    """Checks on one response; each returns the object, so that they chain."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    @property
    def body(self) -> Any:
        """The parsed body."""
        return self.response.json()

    def status(self, code: int) -> "expect":
        __tracebackhide__ = True
        if self.response.status_code != code:
            raise self._failure(f"expected status {code}, got {self.response.status_code}", f"status {code}")
        return self

    def status_in(self, *codes: int) -> "expect":
        __tracebackhide__ = True
        wanted = " or ".join(map(str, codes))
        if self.response.status_code not in codes:
            raise self._failure(f"expected status {wanted}, got {self.response.status_code}", f"status {wanted}")
        return self

    def json(self, wanted: Any) -> "expect":
        """The body has at least these members; ``...`` is any value, a type any value of it."""
        __tracebackhide__ = True
        found = difference(wanted, self.body)
        if found:
            raise self._failure(found, f"a body with {shown(repr(wanted), _JSON_CHARS)}", body=True)
        return self

    def json_list(self, len: int | None = None, *, of: Any = _NOTHING) -> "expect":
        """The body is a list; of so many elements; each with what ``of`` has."""
        __tracebackhide__ = True
        body = self.body
        if not isinstance(body, list):
            raise self._failure(f"expected a list, got {type(body).__name__}", "a list", body=True)
        size = body.__len__()
        if len is not None and size != len:
            raise self._failure(f"expected a list of {len} elements, got {size}", f"a list of {len}", body=True)
        for index, element in enumerate(body if of is not _NOTHING else ()):
            found = difference(of, element, f"$[{index}]")
            if found:
                raise self._failure(found, f"elements with {shown(repr(of), _JSON_CHARS)}", body=True)
        return self

    def header(self, name: str, value: Any = _NOTHING) -> "expect":
        """The header is there; equals ``value``; or matches it, if ``value`` is a compiled expression."""
        __tracebackhide__ = True
        got = self.response.headers.get(name)
        if got is None:
            raise self._failure(f"expected a header {name}, there is none", f"a header {name}")
        matches = bool(value.search(got)) if isinstance(value, re.Pattern) else value is _NOTHING or got == str(value)
        if not matches:
            wanted = value.pattern if isinstance(value, re.Pattern) else value
            raise self._failure(f"expected the header {name}: {wanted}, got {shown(got, 200)}", f"{name}: {wanted}")
        return self

    def _failure(self, text: str, expected: str, *, body: bool = False) -> Expectation:
        request = self.response.request
        message = f"{target(request.method, request.url.raw_path)}: {text}"
        if not body and self.response.status_code >= 400 and self.response.content:
            message += f". The answer began: {shown_bytes(self.response.content, _BODY_CHARS).strip()}"
        return Expectation(message, expected=expected)
