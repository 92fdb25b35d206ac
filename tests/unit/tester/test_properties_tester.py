"""What a hostile service sends to the tester, in any bytes: upstreams note calls or close, and all can be shown."""

import asyncio
import json
from unittest.mock import Mock

import httpx
from hypothesis import given
from hypothesis import strategies as st

from judge_tester.expect import Expectation, expect
from judge_tester.http.curl import CURL_CHARS, curl
from judge_tester.http.exchange import Exchange
from judge_tester.http.transcript import TRANSCRIPT_CHARS, transcript
from judge_tester.subset import difference
from judge_tester.upstream.connection import Connection
from judge_tester.upstream.state import State

PIECES = st.sampled_from(
    [
        b"GET ",
        b"POST ",
        b"/ ",
        b"/a?b=c ",
        b"HTTP/1.1",
        b"HTTP/9.9",
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b"Host: a\r\n",
        b": ",
        b"\x00",
        b"Content-Length: 3\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"3\r\nabc\r\n",
        b"0\r\n\r\n",
        b"Expect: 100-continue\r\n",
        b"Connection: close\r\n",
        b"abc",
        b"\xff\xfe",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"%ff%00",
    ]
)
GOOD = b"POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"


async def talked(data: bytes) -> State:
    """All that an upstream made of these bytes; its side of the connection is over when they are."""
    reader, writer, state = asyncio.StreamReader(), Mock(), State()
    writer.drain = drained
    reader.feed_data(data)
    reader.feed_eof()
    await asyncio.wait_for(Connection(reader, writer, state).serve(), 10)
    writer.transport.abort.assert_called()
    return state


async def drained() -> None:
    pass


@given(st.binary(max_size=80) | st.lists(PIECES, max_size=12).map(b"".join) | st.binary(max_size=40).map(GOOD.__add__))
def test_any_bytes_to_an_upstream_are_calls_or_the_end_of_a_connection(data) -> None:
    state = asyncio.run(talked(data))
    for call in state.calls():
        assert call.method
        assert call.json is None or json.dumps(call.json)
        shown = f"{call.path!r} {dict(call.headers)!r} {call.body!r}"
        shown.encode()
    if data.startswith(GOOD):
        assert state.calls()[0].body == b"abc"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_every_value_has_what_it_has(value) -> None:
    same = json.loads(json.dumps(value))
    if "nan" not in repr(value):
        assert difference(value, same) == ""
    assert difference(..., value) == ""


@given(JSON, JSON)
def test_a_difference_is_one_sentence_that_can_be_shown(wanted, got) -> None:
    sentence = difference(wanted, got)
    assert len(sentence) < 2000
    assert sentence or not isinstance(wanted, str | int | list) or wanted == got


@given(st.binary(max_size=60) | JSON.map(json.dumps).map(str.encode), st.integers(100, 599))
def test_any_answer_passes_or_fails_a_check(body, status) -> None:
    response = httpx.Response(status, content=body, request=httpx.Request("GET", "http://127.0.0.1/a"))
    for check in (lambda: expect(response).status(200), lambda: expect(response).json({"a": 1}).json_list(len=2)):
        try:
            check()
        except (Expectation, ValueError, RecursionError) as failure:
            str(failure).encode("utf-8", "replace")


LATIN = st.text(st.characters(max_codepoint=255), max_size=20)


@given(
    st.binary(max_size=80),
    LATIN,
    st.lists(st.tuples(LATIN, LATIN), max_size=3),
    st.binary(max_size=80),
    st.text(max_size=20),
)
def test_any_exchange_is_shown_within_its_room(body, reason, headers, answer, problem) -> None:
    exchange = Exchange(
        method="POST",
        url="http://127.0.0.1:1/a",
        target="POST /a",
        request_headers=headers,
        request_body=body,
        request_bytes=len(body),
        status=200,
        reason_phrase=reason,
        headers=headers,
        body=bytearray(answer),
        body_bytes=len(answer),
        problem=problem,
    )
    for text, room in ((curl(exchange), CURL_CHARS), (transcript([exchange] * 9), TRANSCRIPT_CHARS)):
        text.encode()
        assert len(text) <= room
        assert "\x1b" not in text
        assert "\x00" not in text
