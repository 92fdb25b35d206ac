"""Handles of databases: opened when needed, used again, and opened anew after they broke."""

from typing import Any

import psycopg
import pymysql
import pytest

from judge_tester.failures import TestTimeout
from judge_tester.sidecars import handle
from judge_tester.sidecars.postgres import Postgres


class Worker:
    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        self.asked.append((op, fields))
        return {}


class Connection:
    """As much of a DB-API connection as a handle uses; ``broken`` statements fail."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.opened_with = (args, options)
        self.closed = False
        self.rowcount = 2
        self.description: Any = None

    def cursor(self) -> "Connection":
        return self

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, sql: str, params: Any) -> None:
        if "broken" in sql:
            raise psycopg.OperationalError("the server closed the connection")
        self.description = ["a column"] if sql.startswith("select") else None
        self.executed = (sql, params)

    def fetchall(self) -> list[dict[str, int]]:
        return [{"n": 1}]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    connections: list[Connection] = []

    def connect(*args: Any, **options: Any) -> Connection:
        connections.append(Connection(*args, **options))
        return connections[-1]

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setattr(pymysql, "connect", connect)
    return connections


def test_one_connection_is_opened_when_it_is_needed(opened: list[Connection]) -> None:
    db = Postgres("db", "postgresql://judge@127.0.0.1/app", Worker())
    assert opened == []

    assert db.query("select %s as n", 1) == [{"n": 1}]
    assert opened[0].executed == ("select %s as n", (1,))
    assert db.execute("delete from todos where title like '%'") == 2
    assert opened[0].executed[1] is None

    assert len(opened) == 1


def test_a_broken_connection_is_replaced(opened: list[Connection]) -> None:
    db = Postgres("db", "postgresql://", Worker())
    with pytest.raises(psycopg.OperationalError):
        db.query("select broken")
    db.query("select 1")

    assert [connection.closed for connection in opened] == [True, False]


def test_a_killed_or_renewed_database_is_connected_to_anew(opened: list[Connection]) -> None:
    worker = Worker()
    db = Postgres("db", "postgresql://one", worker)
    db.query("select 1")
    db.kill()
    db.start()
    db.query("select 1")
    db.renewed()
    db.query("select 1")
    db.restart()
    db.query("select 1")

    assert [connection.opened_with[0] for connection in opened] == [("postgresql://one",)] * 4
    assert worker.asked == [
        ("sidecar", {"name": "db", "action": "kill"}),
        ("sidecar", {"name": "db", "action": "start"}),
        ("sidecar", {"name": "db", "action": "restart"}),
    ]


def test_a_connection_that_cannot_be_closed_keeps_nobody_from_killing_its_database(
    opened: list[Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(Connection, "close", fail)
    worker = Worker()
    db = Postgres("db", "postgresql://", worker)
    db.query("select 1")
    db.kill()
    db.query("select 1")

    assert len(opened) == 2
    assert len(worker.asked) == 1


class Impatient(Worker):
    """Does not answer before the time of the test is over."""

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        super().ask(op, **fields)
        raise TestTimeout


@pytest.mark.parametrize(("action", "repair"), [("pause", "resume"), ("kill", "start"), ("restart", "start")])
def test_what_a_test_did_not_see_the_end_of_is_repaired_before_the_next(action: str, repair: str) -> None:
    impatient, worker = Impatient(), Worker()
    db = handle("db", "elastic", "http://127.0.0.1:9200", impatient)
    with pytest.raises(TestTimeout):
        getattr(db, action)()
    with pytest.raises(TestTimeout):
        db.begin_test()
    db._worker = worker
    for _ in range(2):
        db.begin_test()

    assert [fields["action"] for _, fields in impatient.asked] == [action, repair]
    assert [fields["action"] for _, fields in worker.asked] == [repair]


@pytest.mark.parametrize(("action", "repair"), [("pause", "resume"), ("kill", "start")])
def test_what_a_test_could_not_repair_is_repaired_before_the_next(action: str, repair: str) -> None:
    worker = Worker()
    db = handle("db", "elastic", "http://127.0.0.1:9200", worker)
    getattr(db, action)()
    db._worker = Impatient()
    with pytest.raises(TestTimeout):
        getattr(db, repair)()
    db._worker = worker
    db.begin_test()

    assert [fields["action"] for _, fields in worker.asked] == [action, repair]


def test_a_renewed_database_needs_no_repair() -> None:
    worker = Worker()
    db = handle("db", "elastic", "http://127.0.0.1:9200", worker)
    db.kill()
    db.renewed()
    db.begin_test()

    assert len(worker.asked) == 1


def test_a_connection_that_was_left_amid_an_answer_is_not_used_again(
    opened: list[Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> None:
        raise TestTimeout

    db = Postgres("db", "postgresql://", Worker())
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "execute", late)
        with pytest.raises(TestTimeout):
            db.query("select 1")
    db.query("select 1")

    assert [connection.closed for connection in opened] == [True, False]


def test_an_address_of_mysql_is_taken_apart(opened: list[Connection]) -> None:
    db = handle("db", "mariadb", "mysql://judge:p%40ss@127.0.0.1:3307/app", Worker())
    db.query("select 1")  # type: ignore[attr-defined]  # of its kind

    options = opened[0].opened_with[1]
    named = {name: options[name] for name in ("host", "port", "user", "password", "database")}
    assert named == {"host": "127.0.0.1", "port": 3307, "user": "judge", "password": "p@ss", "database": "app"}


@pytest.mark.parametrize("kind", ["postgres", "mariadb", "mysql"])
def test_what_a_test_writes_is_seen_by_the_service_at_once_and_nothing_is_waited_for_without_end(
    opened: list[Connection], kind: str
) -> None:
    handle("db", kind, f"{kind}://judge:x@127.0.0.1/app", Worker()).query("select 1")  # type: ignore[attr-defined]

    options = opened[0].opened_with[1]
    assert options["autocommit"] is True
    assert options["connect_timeout"] == 10
    assert kind == "postgres" or options["read_timeout"] == 10


def test_a_type_without_a_client_can_still_be_paused() -> None:
    worker = Worker()
    search = handle("search", "elastic", "http://127.0.0.1:9200", worker)
    search.pause()
    search.resume()

    assert search.url == "http://127.0.0.1:9200"
    assert [fields["action"] for _, fields in worker.asked] == ["pause", "resume"]


def test_redis_is_its_own_client() -> None:
    cache = handle("cache", "redis", "redis://:secret@127.0.0.1:6380/0", Worker())
    client = cache.client  # type: ignore[attr-defined]  # of its kind

    assert cache.client is client  # type: ignore[attr-defined]  # of its kind
    options = client.connection_pool.connection_kwargs
    assert (options["port"], options["decode_responses"]) == (6380, True)
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (10, 10)
    assert options["encoding_errors"] == "replace"
    cache.disconnect()
    assert cache.client is not client  # type: ignore[attr-defined]  # of its kind
