"""What an exception that ended a test means: whose fault, which code, and one sentence for the candidate."""

from dataclasses import dataclass
from typing import Literal

import httpx
import pytest
from _pytest.fixtures import FixtureLookupError

from judge_tester.expect import Expectation
from judge_tester.failures import ChannelClosed, RequestTimeout, ResponseTooLarge, ServiceFailed, TestTimeout
from judge_tester.http.exchange import Exchange
from judge_tester.text import shown, target, told

MESSAGE_CHARS = 2000
EXPECTED_CHARS = 2000
_UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Explained:
    """``error`` is a mistake in the test itself, which no answer of a service can bring about."""

    outcome: Literal["failed", "error"]
    reason: str
    message: str
    expected: str


def explain(error: BaseException, statement: str, last: Exchange | None) -> Explained:
    """``statement`` is the line of the test that failed, ``last`` its last exchange."""
    cause = _decisive(error)
    outcome: Literal["failed", "error"] = "error" if _mistaken(cause) else "failed"
    expected = cause.expected if isinstance(cause, Expectation) else ""
    if not expected and isinstance(cause, AssertionError):
        expected = statement
    return Explained(
        outcome,
        _reason(cause),
        shown(told(lambda: _message(cause, last)), MESSAGE_CHARS),
        shown(expected, EXPECTED_CHARS),
    )


def _decisive(error: BaseException) -> BaseException:
    """Of a group (a task group's, say) the first member that says something; else the error itself."""
    while isinstance(error, BaseExceptionGroup):
        error = next((inner for inner in error.exceptions if _reason(inner)), error.exceptions[0])
    return error


def _reason(error: BaseException) -> str:
    match error:
        case RequestTimeout() | ResponseTooLarge() | TestTimeout() | ServiceFailed() | Expectation():
            return error.reason
        case httpx.TimeoutException():
            return RequestTimeout.reason
        case httpx.TransportError() | httpx.DecodingError():
            return _UNREACHABLE
    return ""


def _mistaken(error: BaseException) -> bool:
    # Not UnboundLocalError: an empty list in an answer can lead to it.
    return isinstance(error, (FixtureLookupError, ImportError, ChannelClosed)) or type(error) is NameError


def _message(error: BaseException, last: Exchange | None) -> str:  # noqa: PLR0911 - a table
    match error:
        case httpx.RequestError():
            return f"{_target(error, last)}: {_network(error)}"
        case TestTimeout():
            return f"{str(error)[:1].upper()}{str(error)[1:]}."
        case FixtureLookupError():
            return f"there is no fixture {error.argname!r}"
        case ServiceFailed():
            return str(error)
        case AssertionError() | pytest.fail.Exception():
            return str(error) or "an assertion failed"
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if last is None or _mistaken(error):
        return text
    return f"The test could not go on after {last.target}, answered {last.status or 'with nothing'} ({text})"


def _target(error: httpx.RequestError, last: Exchange | None) -> str:
    try:
        request = error.request
    except RuntimeError:
        return last.target if last is not None else "a request"
    return target(request.method, request.url.raw_path)


def _network(error: httpx.RequestError) -> str:
    match error:
        case RequestTimeout() | ResponseTooLarge():
            return str(error)
        case httpx.ConnectError():
            return f"no connection to the service ({error})"
        case httpx.RemoteProtocolError():
            return f"the answer is not HTTP, or broke off ({error})"
        case httpx.DecodingError():
            return f"the body cannot be unpacked ({error})"
    return f"the connection broke ({error})" if str(error) else "the connection broke"
