"""Many waiting clients on one real API process; the verdicts come straight through the store."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from judge.config import Settings
from judge.domain.submission import QueueName
from judge.service.ports import NewSubmission
from judge.store.store import Store, open_store
from tests.api_server import ApiServer
from tests.fakes.world import package, wrong_report

pytestmark = [pytest.mark.redis, pytest.mark.timeout(120)]

CLIENTS = 500
AT_ONCE = 10
API = "/api/v1/submissions"
BODY = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}


@pytest.fixture
def store(redis_url: str) -> Iterator[Store]:
    store = open_store(Settings(redis_url=redis_url))
    yield store
    store.close()


@pytest.fixture
def server(redis_url: str, tmp_path: Path) -> Iterator[ApiServer]:
    for path, content in package().items():
        (tmp_path / "adder" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "adder" / path).write_bytes(content)
    with ApiServer(redis_url, JUDGE_CHALLENGES=str(tmp_path)) as server:
        yield server


def finish(store: Store, submission_id: str) -> None:
    """Grade it, and whatever is before it in the queue."""
    graded = ""
    while graded != submission_id:
        lease = store.leases.claim(QueueName.INTERACTIVE, "w1", 60)
        assert lease is not None
        assert store.leases.finish(lease, wrong_report())
        graded = lease.job.submission


def create(server: ApiServer, store: Store, number: int) -> list[str]:
    """Submissions that wait; all but the first are made behind the API's back, which is quicker."""
    first = httpx.post(server.url + API, json=BODY).json()["id"]
    package_hash = store.submissions.get(first).package
    new = NewSubmission(challenge="adder", challenge_version=1, package=package_hash, runtime="python", files={})
    return [first, *(store.submissions.create(new).submission.id for _ in range(number - 1))]


async def wait_for(address: tuple[str, int], submission_id: str) -> tuple[dict[str, object], float]:
    """One client: the record it gets from a long poll, and when."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(
        f"GET {API}/{submission_id}?wait=60 HTTP/1.1\r\nHost: {address[0]}\r\nConnection: close\r\n\r\n".encode()
    )
    answer = await reader.read()
    heard_at = time.monotonic()
    writer.close()
    return json.loads(answer.partition(b"\r\n\r\n")[2]), heard_at


def quickness(url: str, submission_id: str, rounds: int = 40) -> dict[str, float]:
    """Median seconds of calls that do not wait."""
    taken: dict[str, list[float]] = {"get": [], "post": [], "livez": []}
    with httpx.Client(base_url=url) as client:
        for _ in range(rounds):
            for name, call in (
                ("get", lambda: client.get(f"{API}/{submission_id}")),
                ("post", lambda: client.post(API, json=BODY)),
                ("livez", lambda: client.get("/livez")),
            ):
                started = time.monotonic()
                assert call().status_code < 300
                taken[name].append(time.monotonic() - started)
    return {name: statistics.median(values) for name, values in taken.items()}


def test_500_waiting_clients_hear_of_their_verdicts_while_others_are_served_quickly(
    server: ApiServer, store: Store
) -> None:
    ids = create(server, store, CLIENTS)
    before = quickness(server.url, ids[0])

    async def scene() -> tuple[list[tuple[dict[str, object], float]], dict[str, float], dict[str, float]]:
        clients = [asyncio.create_task(wait_for(server.address, each)) for each in ids]
        await asyncio.sleep(2)
        assert not any(client.done() for client in clients)
        beside = await asyncio.to_thread(quickness, server.url, ids[0])
        finished_at = {}
        # A few at a time: finished all at once, most of them would wait for the API to answer the others.
        for some in range(0, CLIENTS, AT_ONCE):
            for each in ids[some : some + AT_ONCE]:
                await asyncio.to_thread(finish, store, each)
                finished_at[each] = time.monotonic()
            await asyncio.wait(clients[some : some + AT_ONCE])
        return await asyncio.gather(*clients), beside, finished_at

    answers, beside, finished_at = asyncio.run(scene())
    afterwards = quickness(server.url, ids[0])
    assert [record["id"] for record, _ in answers] == ids
    assert {record["verdict"] for record, _ in answers} == {"wrong_answer"}
    delays = [heard_at - finished_at[str(record["id"])] for record, heard_at in answers]
    alone = {name: max(seconds, afterwards[name]) for name, seconds in before.items()}
    print(f"before {before} beside {CLIENTS} waiters {beside} afterwards {afterwards}")
    print(f"delay {statistics.median(delays)} max {max(delays)}")
    assert statistics.median(delays) < 0.5
    assert max(delays) < 5
    for name, seconds in beside.items():
        assert seconds < 3 * alone[name] + 0.02, name


def test_a_thousand_event_streams_hear_of_the_end(server: ApiServer, store: Store) -> None:
    (submission_id,) = create(server, store, 1)

    async def listen() -> bytes:
        reader, writer = await asyncio.open_connection(*server.address)
        host = server.address[0]
        request = f"GET {API}/{submission_id}/events HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        heard = await reader.read()
        writer.close()
        return heard

    async def scene() -> list[bytes]:
        clients = [asyncio.create_task(listen()) for _ in range(1000)]
        await asyncio.sleep(3)
        await asyncio.to_thread(finish, store, submission_id)
        return await asyncio.gather(*clients)

    streams = asyncio.run(scene())
    assert all(stream.count(b"event: state") == 3 for stream in streams)
    assert all(b'"state":"finished"' in stream for stream in streams)


def test_an_event_stream_is_resumed_where_it_broke_off(server: ApiServer, store: Store) -> None:
    (submission_id,) = create(server, store, 1)
    url = f"{server.url}{API}/{submission_id}/events"
    with httpx.stream("GET", url, timeout=30) as stream:
        lines = stream.iter_lines()
        last = next(line for line in lines if line.startswith("id: ")).removeprefix("id: ")
    finish(store, submission_id)
    rest = httpx.get(url, headers={"Last-Event-ID": last}, timeout=30)
    states = [json.loads(line.removeprefix("data: "))["state"] for line in rest.text.splitlines() if "data: " in line]
    assert states == ["running", "finished"]
    ids = [line.removeprefix("id: ") for line in rest.text.splitlines() if line.startswith("id: ")]
    assert httpx.get(url, headers={"Last-Event-ID": ids[-1]}).status_code == 204


def test_a_repeated_request_makes_one_submission(server: ApiServer, store: Store) -> None:
    key = {"Idempotency-Key": "the-same"}
    with httpx.Client(base_url=server.url, headers=key) as client:
        first = client.post(API, json=BODY)
        finish(store, first.json()["id"])
        again = client.post(API, json=BODY)
        other = client.post(API, json={**BODY, "files": {"main.py": "4"}})
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert other.json()["code"] == "idempotency_key_reused"
    assert sum(store.submissions.counts().values()) == 1


def test_a_body_without_a_length_is_limited_too(server: ApiServer) -> None:
    def endless() -> Iterator[bytes]:
        yield b'{"files":"'
        for _ in range(10 * 1024):
            yield b"x" * 1024

    answer = httpx.post(server.url + API, content=endless(), headers={"Content-Type": "application/json"}, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    length = httpx.post(server.url + API, content=b"x" * (9 << 20), headers={"Content-Type": "application/json"})
    assert (length.status_code, length.json()["code"]) == (413, "body_too_large")


def test_who_waits_is_answered_when_the_server_is_asked_to_stop(server: ApiServer, store: Store) -> None:
    (submission_id,) = create(server, store, 1)

    async def scene() -> tuple[dict[str, object], int]:
        client = asyncio.create_task(wait_for(server.address, submission_id))
        await asyncio.sleep(0.5)
        code = await asyncio.to_thread(server.stop)
        return (await client)[0], code

    record, code = asyncio.run(scene())
    assert (record["state"], code) == ("queued", 0)
