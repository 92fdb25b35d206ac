"""What failed checks say."""

import re
from typing import Any

import httpx
import pytest

from judge_tester import Expectation, expect
from judge_tester.subset import difference


def response(status: int = 200, *, json: Any = None, method: str = "POST", **more: Any) -> httpx.Response:
    request = httpx.Request(method, "http://127.0.0.1:8080/todos?page=2")
    return httpx.Response(status, json=json, request=request, **more)


def failure(check: Any) -> Expectation:
    with pytest.raises(Expectation) as caught:
        check()
    return caught.value


def test_checks_chain() -> None:
    answer = response(201, json=[{"id": 1, "done": False}], headers={"location": "/todos/1"})

    expect(answer).status(201).status_in(200, 201).header("Location").header("location", "/todos/1").header(
        "location", re.compile(r"/\d+$")
    ).json_list(1).json_list(of={"id": int, "done": False}).json([{"id": ...}])


@pytest.mark.parametrize(
    ("check", "message", "expected"),
    [
        (
            lambda: expect(response(500, text="Oops\n")).status(201),
            "POST /todos?page=2: expected status 201, got 500. The answer began: Oops",
            "status 201",
        ),
        (
            lambda: expect(response(404)).status_in(200, 204),
            "POST /todos?page=2: expected status 200 or 204, got 404",
            "status 200 or 204",
        ),
        (
            lambda: expect(response(json={"id": 1})).json({"title": "x"}),
            "POST /todos?page=2: at $: the member 'title' is missing",
            "a body with {'title': 'x'}",
        ),
        (
            lambda: expect(response(json=[1, 2])).json_list(len=3),
            "POST /todos?page=2: expected a list of 3 elements, got 2",
            "a list of 3",
        ),
        (
            lambda: expect(response(json=[1])).json_list(len=0),
            "POST /todos?page=2: expected a list of 0 elements, got 1",
            "a list of 0",
        ),
        (
            lambda: expect(response(json={})).json_list(),
            "POST /todos?page=2: expected a list, got dict",
            "a list",
        ),
        (
            lambda: expect(response(json=[{"id": 1}, {"id": "2"}])).json_list(of={"id": int}),
            "POST /todos?page=2: at $[1].id: expected a value of type int, got '2'",
            "elements with {'id': <class 'int'>}",
        ),
        (
            lambda: expect(response(headers={"etag": "1"})).header("etag", "2"),
            "POST /todos?page=2: expected the header etag: 2, got 1",
            "etag: 2",
        ),
        (
            lambda: expect(response(headers={"etag": "12"})).header("etag", "1"),
            "POST /todos?page=2: expected the header etag: 1, got 12",
            "etag: 1",
        ),
        (
            lambda: expect(response()).header("location"),
            "POST /todos?page=2: expected a header location, there is none",
            "a header location",
        ),
    ],
)
def test_a_failed_check_reads_as_a_sentence(check: Any, message: str, expected: str) -> None:
    caught = failure(check)

    assert (str(caught), caught.expected) == (message, expected)


def test_a_hostile_answer_is_quoted_briefly_and_harmlessly() -> None:
    loud = response(500, content=b"\x1b[2J\xff" + b"x" * 1_000_000, headers={"etag": "\x1b" + "y" * 10_000})
    texts = [str(failure(lambda: expect(loud).status(201))), str(failure(lambda: expect(loud).header("etag", "1")))]

    assert max(map(len, texts)) < 700
    assert "\x1b" not in "".join(texts)


@pytest.mark.parametrize(
    ("wanted", "got", "where"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, ""),
        ({"a": {"b": [1, ...]}}, {"a": {"b": [1, 9]}}, ""),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, "at $.a.b[1]: expected 2, got 3"),
        ([1], [1, 2], "at $: expected 1 elements, got 2"),
        ([1], {"a": 1}, "at $: expected a list, got {'a': 1}"),
        ({"a": 1}, [1], "at $: expected an object, got [1]"),
        (True, 1, "at $: expected True, got 1"),
        (1, True, "at $: expected 1, got True"),
        (1, 1.0, ""),
        (int, True, "at $: expected a value of type int, got True"),
        (bool, True, ""),
        (str, None, "at $: expected a value of type str, got None"),
        (None, None, ""),
        (lambda value: value > 3, 4, ""),
        ({"n": str.isdigit}, {"n": "x"}, "at $.n: 'x' does not satisfy isdigit"),
        ("a", "b" * 10_000, "at $: expected 'a', got 'bbb"),
        ([], [0] * 10_000, "at $: expected 0 elements, got 10000"),
        ({}, [0] * 10_000, "at $: expected an object, got a list of 10000 elements"),
    ],
)
def test_the_first_difference_is_found(wanted: Any, got: Any, where: str) -> None:
    found = difference(wanted, got)

    assert found.startswith(where)
    assert bool(found) == bool(where)
    assert len(found) < 500
