"""Who gets into a sidecar's server, and what the candidate must not do there."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from tests.contract.sidecar_asker import ROWS, Asker, beside
from worker.graders.http.sidecars import RunningSidecar
from worker.sandbox.interface import Pod

pytestmark = pytest.mark.docker


def test_nobody_gets_in_before_the_stage_has_set_passwords(sidecar_pod: Pod, sidecar: RunningSidecar) -> None:
    unset = beside(sidecar_pod, sidecar.kind.name, sidecar.kind.port + 1)
    urls = (unset.url, unset.judge_url)
    without = [url.replace(secret, "") for url in urls for secret in (unset.password, unset.judge_password)]

    assert set(Asker(sidecar_pod, unset).gets_in(*urls, *without)) == {False}


def test_only_the_two_of_this_submission_get_in(asker: Asker) -> None:
    sidecar = asker.sidecar
    theirs = replace(sidecar, password="0" * 32, judge_password="1" * 32)
    swapped = replace(sidecar, password=sidecar.judge_password, judge_password=sidecar.password)
    strangers = [url for other in (theirs, swapped) for url in (other.url, other.judge_url)]

    assert asker.gets_in(sidecar.url, sidecar.judge_url) == [True, True]
    assert asker.gets_in(*strangers) == [False] * 4
    assert set(asker.gets_in(*(_as_somebody(sidecar.url, other) for other in OTHERS[asker.type]))) == {False}


OTHERS = {
    "postgres": ["postgres@{place}/app", "postgres:postgres@{place}/app", "app:{password}@{place}/template1"],
    "mariadb": ["root@{place}/app", "root:root@{place}/app", "app:{password}@{place}/mysql"],
    "redis": ["{place}/0", ":{password}@{place}/0", "default:{password}@{place}/0", "admin:{password}@{place}/0"],
}


def _as_somebody(url: str, other: str) -> str:
    address = urlsplit(url)
    place = f"{address.hostname}:{address.port}"
    return f"{address.scheme}://{other.format(place=place, password=address.password)}"


def test_the_candidate_makes_what_it_wants_and_the_judge_reads_and_changes_it(asker: Asker) -> None:
    asker.fill()

    assert asker.rows(asker.sidecar.judge_url) == ROWS[asker.type]
    answers = asker.ask(asker.sidecar.judge_url, *CHANGE[asker.type])
    assert [answer for answer in answers if "rows" not in answer] == []
    assert asker.rows(asker.sidecar.url) != ROWS[asker.type]


CHANGE = {
    "postgres": ["INSERT INTO stock VALUES (8)", "ALTER TABLE stock ADD note text"],
    "mariadb": ["INSERT INTO stock VALUES (8)", "ALTER TABLE stock ADD note text"],
    "redis": ["RPUSH stock 8"],
}


def test_what_applications_usually_do_is_allowed(asker: Asker) -> None:
    answers = asker.ask(asker.sidecar.url, *USUAL[asker.type])

    assert [answer for answer in answers if "rows" not in answer] == []


USUAL = {
    "postgres": [
        "CREATE EXTENSION pgcrypto",
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.orders (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, doc jsonb)",
        "ALTER DATABASE app SET timezone = 'UTC'",
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
    ],
    "mariadb": [
        "CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, doc JSON, name varchar(20)) ENGINE=InnoDB",
        "CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW SET NEW.name = 'x'",
        "CREATE PROCEDURE nothing() SELECT 1",
        "DROP DATABASE app",
        "CREATE DATABASE app",
    ],
    "redis": [
        "SET a 1 EX 10 NX",
        "EVAL 'return redis.call(\"GET\", KEYS[1])' 1 a",
        "XADD events * kind made",
        "KEYS *",
        "INFO memory",
        "CLIENT SETNAME app",
        "CLIENT LIST",
        "PUBLISH news hello",
        "FLUSHALL",
    ],
}


def test_what_reaches_beyond_its_own_data_is_refused_to_the_candidate(asker: Asker) -> None:
    forbidden = [statement.format(judge=asker.sidecar.judge_password) for statement in FORBIDDEN[asker.type]]

    answers = asker.ask(asker.sidecar.url, *forbidden)

    done = [(statement, answer) for statement, answer in zip(forbidden, answers, strict=True) if "error" not in answer]
    assert done == []
    assert asker.gets_in(asker.sidecar.judge_url) == [True]


FORBIDDEN = {
    "postgres": [
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/box/data/planted'",
        "SELECT pg_read_file('/etc/hostname')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT * FROM pg_authid",
        "CREATE DATABASE other",
        "CREATE ROLE other",
        "ALTER ROLE app SUPERUSER",
        "ALTER ROLE app CONNECTION LIMIT -1",
        "ALTER ROLE judge PASSWORD 'x'",
        "SET ROLE postgres",
        "SET ROLE judge",
        "GRANT judge TO app",
        "GRANT pg_read_server_files TO app",
        "ALTER SYSTEM SET fsync = on",
        "CREATE EXTENSION file_fdw",
        "CREATE EXTENSION dblink",
        "SELECT pg_reload_conf()",
        "CHECKPOINT",
    ],
    "mariadb": [
        "SELECT 1 INTO OUTFILE '/box/data/planted'",
        "LOAD DATA INFILE '/etc/hostname' INTO TABLE nothing",
        "SELECT * FROM mysql.global_priv",
        "CREATE DATABASE other",
        "CREATE USER other",
        "ALTER USER judge@'127.0.0.1' IDENTIFIED BY 'x'",
        "GRANT FILE ON *.* TO app@'127.0.0.1'",
        "GRANT ALL ON *.* TO app@'127.0.0.1'",
        "CREATE DEFINER = root@localhost PROCEDURE planted() SELECT 1",
        "SET GLOBAL max_connections = 1",
        "SET GLOBAL general_log = ON",
        "INSTALL SONAME 'x'",
        "FLUSH TABLES WITH READ LOCK",
        "SHUTDOWN",
    ],
    "redis": [
        "ACL LIST",
        "ACL SETUSER app +@all",
        "CONFIG GET *",
        "CONFIG SET dir /box/data",
        "SAVE",
        "BGREWRITEAOF",
        "CLIENT KILL USER judge",
        "CLIENT PAUSE 1000",
        "DEBUG SLEEP 1",
        "MODULE LIST",
        "MIGRATE 127.0.0.1 6379 a 0 100",
        "REPLICAOF 127.0.0.1 6380",
        "SHUTDOWN NOSAVE",
        "AUTH judge x",
    ],
}


@pytest.mark.parametrize("sidecar", ["mariadb", "postgres"], indirect=True)
def test_the_candidate_cannot_end_connections_of_the_judge(asker: Asker) -> None:
    end, see = END_JUDGES[asker.type]
    asker.hold((asker.sidecar.judge_url, ()))
    try:
        (before,) = asker.ask(asker.sidecar.judge_url, see)
        asker.ask(asker.sidecar.url, end)
        (after,) = asker.ask(asker.sidecar.judge_url, see)
    finally:
        asker.let_go()

    assert len(before["rows"]) == 1
    assert after == before


END_JUDGES = {
    "postgres": (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'judge'",
        "SELECT pid FROM pg_stat_activity WHERE usename = 'judge' AND pid <> pg_backend_pid()",
    ),
    "mariadb": (
        "KILL USER judge",
        "SELECT id FROM information_schema.processlist WHERE user = 'judge' AND id <> connection_id()",
    ),
}


@pytest.mark.parametrize("sidecar", ["mariadb"], indirect=True)
def test_a_file_of_the_box_cannot_be_read_by_a_function_that_says_nothing(asker: Asker) -> None:
    assert asker.ask(asker.sidecar.url, "SELECT LOAD_FILE('/etc/hostname')") == [{"rows": [[None]]}]


@pytest.mark.parametrize("sidecar", ["mariadb", "postgres"], indirect=True)
def test_the_judge_gets_in_when_the_candidate_has_used_up_its_connections(asker: Asker) -> None:
    asker.hold(*[(asker.sidecar.url, ())] * 40)
    try:
        assert asker.gets_in(asker.sidecar.url, asker.sidecar.judge_url) == [False, True]
    finally:
        asker.let_go()


@pytest.mark.parametrize("sidecar", ["postgres"], indirect=True)
def test_a_query_that_wants_too_much_memory_fails_alone(asker: Asker) -> None:
    greedy, modest = asker.ask(asker.sidecar.url, "SELECT length(repeat('x', 500000000))", "SELECT 1")

    assert greedy["error"].startswith("OutOfMemory")
    assert modest == {"rows": [[1]]}
