"""One person holds a bounded number of the connections that all share: waits and event streams, however they end."""

import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from judge.domain.access import Role
from judge.domain.errors import Unavailable
from judge.domain.quotas import QUOTAS
from judge.service.listeners import Followed
from tests.fakes.world import World
from tests.unit.role_samples.asks import BODY, V1

MOST = QUOTAS[Role.CANDIDATE].listening


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ann(world: World) -> FlaskClient:
    return world.client_of(Role.CANDIDATE, "acme", "ann")


def submitted(client: FlaskClient) -> str:
    return f"{V1}/submissions/{client.post(f'{V1}/submissions', json=BODY).json['id']}"


def test_no_more_event_streams_are_begun_than_one_person_may_hold(world: World, ann: FlaskClient) -> None:
    path = submitted(ann)
    streams = [ann.get(f"{path}/events") for _ in range(MOST)]
    assert {stream.status_code for stream in streams} == {200}
    again = world.client_of(Role.CANDIDATE, "acme", "ann")  # another key of hers
    for refused in (ann.get(f"{path}/events"), again.get(f"{path}/events"), ann.get(f"{path}?wait=1")):
        assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")
        assert refused.headers["Retry-After"]
    assert ann.get(path).status_code == 200  # who does not wait holds nothing
    for organisation, subject in (("acme", "bob"), ("other", "ann")):
        somebody = world.client_of(Role.CANDIDATE, organisation, subject)
        assert somebody.get(f"{submitted(somebody)}/events").status_code == 200
    for stream in streams[:2]:
        stream.close()
        stream.close()
    assert [ann.get(f"{path}/events").status_code for _ in range(3)] == [200, 200, 429]


def test_a_stream_that_ends_or_is_never_read_gives_its_place_back(world: World, ann: FlaskClient) -> None:
    path = submitted(ann)
    world.finish(path.rpartition("/")[2])
    for _ in range(MOST + 1):
        with ann.get(f"{path}/events") as stream:
            assert b'"finished"' in stream.data
    for _ in range(MOST + 1):
        with ann.head(f"{path}/events") as head:
            assert head.status_code in (200, 405)
    for _ in range(MOST + 1):
        ann.get(f"{path}/events").close()
        assert ann.get(f"{V1}/submissions/{'0' * 26}/events").status_code == 404
    assert world.cases.submissions._listeners._open == {}


def test_a_wait_for_what_is_not_there_gives_its_place_back(world: World, ann: FlaskClient) -> None:
    for _ in range(MOST + 1):
        assert ann.get(f"{V1}/submissions/{'0' * 26}?wait=1").status_code == 404
    assert world.cases.submissions._listeners._open == {}


def test_a_stream_that_breaks_off_gives_its_place_back() -> None:
    def broken() -> Iterator[str]:
        yield "first"
        raise Unavailable("Redis: gone")

    left: list[str] = []
    followed = Followed(broken(), lambda: left.append("left"))
    assert (next(followed), left) == ("first", [])
    with pytest.raises(Unavailable):
        next(followed)
    assert left == ["left"]


@pytest.mark.timeout(60)
def test_waits_count_too_and_end(world: World, ann: FlaskClient) -> None:
    path = submitted(ann)
    waits = [
        threading.Thread(target=world.app.test_client().get, args=(f"{path}?wait=60",), kwargs=ann_headers(ann))
        for _ in range(MOST)
    ]
    for wait in waits:
        wait.start()
    while sum(world.cases.submissions._listeners._open.values()) < MOST:
        time.sleep(0.01)
    assert ann.get(f"{path}?wait=1").status_code == 429
    world.finish(path.rpartition("/")[2])
    for wait in waits:
        wait.join(30)
    assert ann.get(f"{path}?wait=1").status_code == 200
    assert world.cases.submissions._listeners._open == {}


def ann_headers(client: FlaskClient) -> dict[str, dict[str, str]]:
    return {"headers": {"Authorization": client.environ_base["HTTP_AUTHORIZATION"]}}


def test_a_server_without_quotas_bounds_nobody(ann: FlaskClient, world: World) -> None:
    world.cases.submissions._listeners._factor = 0
    path = submitted(ann)
    assert [ann.get(f"{path}/events").status_code for _ in range(MOST + 5)] == [200] * (MOST + 5)
