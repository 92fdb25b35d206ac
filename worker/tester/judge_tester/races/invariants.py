"""What must hold after requests that raced; each with a message that says the numbers."""

from collections.abc import Collection, Sequence
from typing import Any

import httpx

from judge_tester.expect import Expectation
from judge_tester.text import shown

from .race import Race, example_of

_BODY_CHARS = 200


def never_oversold(stock: int, sold: int) -> None:
    """No more was sold than there was; what is no number of things sold is no proof of it."""
    if not 0 <= sold <= stock:
        told = f", {sold - stock} too many" if sold > stock else ", which is no number of things sold"
        raise Expectation(f"oversold: {sold} sold of a stock of {stock}{told}", expected=f"0 to {stock} sold")


def no_lost_update(expected: float, actual: float, what: str) -> None:
    """Every update that was acknowledged is in the result."""
    if actual != expected:
        kind = "lost updates" if actual < expected else "updates counted twice"
        raise Expectation(
            f"{what}: expected {expected} after all acknowledged updates, got {actual} ({kind})",
            expected=f"{what} = {expected}",
        )


def one_effect(
    responses: Race | Sequence[httpx.Response], *, also: Collection[int] = (), ignoring: Collection[str] = ()
) -> httpx.Response:
    """The same request, sent several times, had one effect: all answers are equal. Returns one of them.

    ``also``: statuses that some may have instead, such as 409 while the first is still at work. ``ignoring``: members
    of the body that may differ.
    """
    answers = responses.responses if isinstance(responses, Race) else tuple(responses)
    if isinstance(responses, Race) and responses.errors:
        reason = getattr(responses.errors[0], "reason", "unreachable")
        raise Expectation(
            f"the same request sent {responses.count_fired} times: {responses.summary()}",
            expected="an answer to every request",
            reason=reason,
        )
    effective = [answer for answer in answers if answer.status_code not in also]
    if not effective:
        raise Expectation(f"none of {len(answers)} equal requests had an effect", expected="one effect")
    first = effective[0]
    if not first.is_success:
        raise Expectation(
            f"the same request sent {len(answers)} times: expected success, got {first.status_code}. "
            f"Example: {example_of(first)}",
            expected="a successful answer",
        )
    for answer in effective[1:]:
        if (answer.status_code, _body(answer, ignoring)) != (first.status_code, _body(first, ignoring)):
            raise Expectation(
                f"the same request sent {len(answers)} times had more than one effect: answers differ, "
                f"{_short(first)} and {_short(answer)}. Example: {example_of(answer)}",
                expected="equal answers to equal requests",
            )
    return first


def _body(response: httpx.Response, ignoring: Collection[str]) -> Any:
    try:
        body = response.json()
    except ValueError:
        return response.content
    if isinstance(body, dict):
        return {name: value for name, value in body.items() if name not in ignoring}
    return body


def _short(response: httpx.Response) -> str:
    return f"{response.status_code} {shown(response.text, _BODY_CHARS)}"
