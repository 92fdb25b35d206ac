"""Requests at the same moment, and what invariants say when they break."""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from itertools import count

import httpx
import pytest

from judge_tester import Expectation, Race, Service, fire, never_oversold, no_lost_update, one_effect
from judge_tester.http.exchange import Recorder
from judge_tester.http.transport import ClientLimits
from judge_tester.races.gate import StartingGate
from tests.unit.tester.servers import Behaviour, http, read_head

Serve = Callable[[Behaviour], int]


class Nobody:
    def ask(self, op: str, **fields: object) -> dict[str, object]:
        raise AssertionError(op)


@pytest.fixture
def service_at() -> Callable[[int], Service]:
    return lambda port: Service(Nobody(), f"http://127.0.0.1:{port}", port, ClientLimits(2, 1 << 20), Recorder(1 << 20))


def one_winner() -> Behaviour:
    numbers = count()

    def behave(connection: socket.socket) -> None:
        read_head(connection)
        first = next(numbers) == 0
        connection.sendall(http(b'{"id": 1}', status=b"201 Created" if first else b"409 Conflict"))

    return behave


def test_a_race_is_counted(serve: Serve, service_at: Callable[[int], Service]) -> None:
    race = service_at(serve(one_winner())).fire(20, lambda client, n: client.post("/claims", json={"n": n}))

    assert (race.count(201), race.count(409), len(race.responses)) == (1, 19, 20)
    assert sorted(race.statuses)[:2] == [201, 409]
    assert race.exactly_one(201).json() == {"id": 1}
    assert race.all_in({201, 409}).exactly(19, 409) is race
    assert [json.loads(r.request.content)["n"] for r in race.responses] == list(range(20))


def test_all_connections_stand_before_the_first_request_leaves() -> None:
    async def race() -> list[str]:
        gate = StartingGate(3)
        happened: list[str] = []

        async def one() -> None:
            await asyncio.sleep(0.01)
            happened.append("connected")
            await gate.pass_through()
            happened.append("sent")

        await asyncio.gather(*(one() for _ in range(3)))
        return happened

    assert asyncio.run(race()) == ["connected"] * 3 + ["sent"] * 3


def test_every_connection_of_a_race_goes_through_its_gate(
    serve: Serve, service_at: Callable[[int], Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[StartingGate] = []

    class Counting(StartingGate):
        async def pass_through(self) -> None:
            passed.append(self)
            await super().pass_through()

    monkeypatch.setattr("judge_tester.races.race.StartingGate", Counting)
    service_at(serve(one_winner())).fire(6, lambda client, n: client.get("/"))

    assert len(passed) == 6
    assert len(set(passed)) == 1


def test_a_connection_that_does_not_come_is_not_waited_for_long() -> None:
    async def race() -> float:
        began = time.monotonic()
        gate = StartingGate(3)
        await asyncio.gather(gate.pass_through(), gate.pass_through())
        return time.monotonic() - began

    assert 0.2 < asyncio.run(race()) < 1


def test_a_service_that_takes_one_connection_at_a_time_is_not_waited_for(
    serve: Serve, service_at: Callable[[int], Service]
) -> None:
    lock = threading.Lock()

    def alone(connection: socket.socket) -> None:
        with lock:
            read_head(connection)
            connection.sendall(http(b""))

    assert fire(service_at(serve(alone)), 10, lambda client, n: client.get("/")).count(200) == 10


def test_broken_invariants_say_numbers_and_an_example(serve: Serve, service_at: Callable[[int], Service]) -> None:
    numbers = count()

    def two_winners(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(http(b"{}", status=b"201 Created" if next(numbers) < 2 else b"500 No"))

    race = service_at(serve(two_winners)).fire(5, lambda client, n: client.post("/claims", json={"n": 1}))

    with pytest.raises(Expectation) as caught:
        race.exactly_one(201)
    assert re.fullmatch(
        r"of 5 requests at once exactly 1 must be answered 201, but 2 were\. Answers: 2 × 201, 3 × 500; "
        r"for example: curl -i http://127\.0\.0\.1:\d+/claims -H 'Content-Type: application/json' "
        r"--data-raw '\{\"n\":1\}'",
        str(caught.value),
    )
    with pytest.raises(Expectation, match="of 5 requests at once all must be answered 201 or 409"):
        race.all_in({409, 201})


def test_requests_without_an_answer_are_errors_with_their_reason(
    serve: Serve, service_at: Callable[[int], Service]
) -> None:
    race = service_at(serve(lambda connection: None)).fire(3, lambda client, n: client.get("/"))

    assert (len(race.errors), race.responses) == (3, ())
    with pytest.raises(Expectation, match=r"× without an answer \((ReadError|RemoteProtocolError)\)") as caught:
        race.all_in({200})
    assert caught.value.reason == "unreachable"


def test_a_mistake_in_the_test_is_not_an_answer(serve: Serve, service_at: Callable[[int], Service]) -> None:
    async def wrong(client: httpx.AsyncClient, n: int) -> httpx.Response:
        raise KeyError(n)

    async def test() -> None:
        service_at(1).fire(2, wrong)

    with pytest.raises(KeyError):
        service_at(1).fire(2, wrong)
    with pytest.raises(KeyError):
        asyncio.run(test())


def test_a_race_may_start_in_an_asynchronous_test(serve: Serve, service_at: Callable[[int], Service]) -> None:
    service = service_at(serve(one_winner()))

    async def test() -> int:
        return service.fire(4, lambda client, n: client.get("/")).count(201)

    assert asyncio.run(test()) == 1


def test_stock_and_updates() -> None:
    never_oversold(10, 10)
    no_lost_update(100, 100, "the balance")
    with pytest.raises(Expectation, match="1 too many"):
        never_oversold(10, 11)
    with pytest.raises(Expectation, match="oversold: 12 sold of a stock of 10, 2 too many"):
        never_oversold(10, 12)
    for sold in (-3, float("nan")):
        with pytest.raises(Expectation, match="no number of things sold"):
            never_oversold(5, sold)
    with pytest.raises(Expectation, match=r"the balance: expected 100 after all .* updates, got 97 \(lost updates\)"):
        no_lost_update(100, 97, "the balance")
    with pytest.raises(Expectation, match="updates counted twice"):
        no_lost_update(100, 101, "the balance")


def answer(status: int, body: object) -> httpx.Response:
    return httpx.Response(status, json=body, request=httpx.Request("POST", "http://127.0.0.1/charges"))


def test_one_effect_is_equal_answers() -> None:
    same = [answer(201, {"id": 1, "at": n}) for n in range(3)]

    assert one_effect(same, ignoring=["at"]) is same[0]
    assert one_effect([answer(409, {}), *same[:1]], also={409}).status_code == 201
    with pytest.raises(Expectation, match="sent 3 times had more than one effect: answers differ"):
        one_effect(same)
    with pytest.raises(Expectation, match="none of 1 equal requests had an effect"):
        one_effect([answer(409, {})], also={409})
    with pytest.raises(Expectation, match="expected success, got 500"):
        one_effect([answer(500, {}), answer(500, {})])


def page(text: str) -> httpx.Response:
    return httpx.Response(201, text=text, request=httpx.Request("POST", "http://127.0.0.1/charges"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (answer(201, {"id": 1}), answer(200, {"id": 1})),
        (answer(201, {"id": 1}), answer(201, {"id": 2})),
        (answer(201, {"id": 1}), page("<id>1</id>")),
        (page("<id>1</id>"), page("<id>2</id>")),
    ],
    ids=["status", "member", "kind", "text"],
)
def test_answers_that_differ_in_anything_are_more_than_one_effect(one: httpx.Response, other: httpx.Response) -> None:
    with pytest.raises(Expectation, match="more than one effect"):
        one_effect([one, other])


def test_a_request_without_an_answer_is_no_proof_of_one_effect() -> None:
    race = Race(2, (answer(201, {"id": 1}),), (httpx.ReadError("reset"),))

    with pytest.raises(Expectation, match="without an answer") as caught:
        one_effect(race)

    assert caught.value.reason == "unreachable"
