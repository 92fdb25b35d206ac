"""Whose fault an exception is, told without running a test."""

import httpx
import pytest

from judge_tester.expect import Expectation
from judge_tester.failures import ChannelClosed, RequestTimeout, ResponseTooLarge, ServiceFailed, TestTimeout
from judge_tester.running.reason import EXPECTED_CHARS, MESSAGE_CHARS, explain


@pytest.mark.parametrize(
    "error",
    [AttributeError("x"), TypeError("x"), IndexError("x"), ValueError("x"), RecursionError("x"), MemoryError("x")],
    ids=repr,
)
def test_what_an_answer_can_lead_to_is_no_mistake_of_the_test(error: Exception) -> None:
    assert (explain(error, "", None).outcome, explain(error, "", None).reason) == ("failed", "")


def test_a_worker_that_is_gone_is_not_held_against_anyone() -> None:
    assert explain(ChannelClosed("gone"), "", None).outcome == "error"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RequestTimeout("late"), "request_timeout"),
        (ResponseTooLarge("long"), "response_too_large"),
        (TestTimeout("late"), "test_timeout"),
        (ServiceFailed("start", "never_listened", ""), "never_listened"),
        (Expectation("no answer", reason="unreachable"), "unreachable"),
    ],
)
def test_the_reason_is_found_however_deep_it_is_in_groups(error: BaseException, reason: str) -> None:
    inner = BaseExceptionGroup("inner", [error])
    for whole in (error, inner, BaseExceptionGroup("outer", [inner])):
        assert explain(whole, "", None).reason == reason
    assert explain(BaseExceptionGroup("outer", [KeyError("x"), error]), "", None).reason == reason


def test_what_is_said_of_a_failure_is_short_and_harmless_to_a_terminal() -> None:
    failed = explain(Expectation("\x1b[2J" + "m" * 99_999, expected="\x1b[2J" + "e" * 99_999), "", None)

    assert (len(failed.message), len(failed.expected)) == (MESSAGE_CHARS, EXPECTED_CHARS)
    assert "\x1b" not in failed.message + failed.expected


def test_the_statement_is_what_was_expected_only_where_a_check_failed() -> None:
    assert explain(AssertionError(), "assert a == b", None).expected == "assert a == b"
    assert explain(Expectation("m", expected="status 201"), "expect(r).status(201)", None).expected == "status 201"
    assert explain(httpx.ReadError("reset"), 'client.get("/")', None).expected == ""
