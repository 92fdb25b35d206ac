"""Each sidecar's server in a box of its own: how it starts, and what is left after it was stopped, killed, renewed."""

from dataclasses import replace

import pytest

from tests.contract.sidecar_asker import MAKE, ROWS, Asker, beside
from worker.graders.http.sidecars import RunningSidecar
from worker.sandbox.interface import Pod
from worker.sidecar_server import ServerDown

pytestmark = pytest.mark.docker


def test_a_restarted_server_keeps_its_passwords_and_a_database_its_rows(asker: Asker) -> None:
    asker.fill()

    asker.sidecar.restart()

    assert asker.rows(asker.sidecar.url) == (ROWS[asker.type] if asker.type != "redis" else [])


def test_a_killed_server_comes_back_with_what_it_had_confirmed(asker: Asker) -> None:
    asker.fill()

    asker.sidecar.kill()
    assert asker.gets_in(asker.sidecar.url) == [False]
    asker.sidecar.start()

    assert asker.rows(asker.sidecar.judge_url) == (ROWS[asker.type] if asker.type != "redis" else [])


def test_renewing_ends_connections_that_hold_locks_and_empties_the_database(asker: Asker) -> None:
    asker.fill()
    asker.hold(*((url, LOCK[asker.type]) for url in (asker.sidecar.url, asker.sidecar.judge_url)))
    try:
        asker.sidecar.renew()
    finally:
        asker.let_go()

    assert asker.gets_in(asker.sidecar.url, asker.sidecar.judge_url) == [True, True]
    assert not asker.rows(asker.sidecar.url)


LOCK = {
    "postgres": ["BEGIN", "LOCK TABLE stock IN ROW EXCLUSIVE MODE"],
    "mariadb": ["BEGIN", "INSERT INTO stock VALUES (8)"],
    "redis": ["FUNCTION LOAD REPLACE '#!lua name=planted\nredis.register_function(\"f\", function() return 1 end)'"],
}


@pytest.mark.parametrize("sidecar", ["postgres"], indirect=True)
def test_settings_of_its_own_do_not_outlive_a_renewal(asker: Asker) -> None:
    show = "SHOW search_path"
    changes = ["ALTER ROLE app SET search_path = mine", "ALTER DATABASE app SET search_path = mine"]
    asker.ask(asker.sidecar.url, *changes, "REVOKE app FROM judge")
    assert asker.ask(asker.sidecar.url, show) == [{"rows": [["mine"]]}]
    assert asker.ask(asker.sidecar.judge_url, show) == [{"rows": [['"$user", public']]}]

    asker.sidecar.renew()
    asker.fill()

    assert asker.ask(asker.sidecar.url, show) == [{"rows": [['"$user", public']]}]
    assert asker.rows(asker.sidecar.judge_url) == ROWS["postgres"]


@pytest.mark.parametrize("good", [True, False])
def test_a_seed_fills_it_or_is_reported(asker: Asker, good: bool) -> None:
    (ending,) = asker.sidecar.kind.seed
    lines = [f"{line};" if ending == ".sql" else line for line in MAKE[asker.type]]
    content = "\n".join([*lines, *([] if good else ["NONSENSE"]), ""]).encode()
    seeded = replace(asker.sidecar, sidecar=replace(asker.sidecar.sidecar, seed=f"seed{ending}", seed_content=content))

    seeded.set_up()
    if good:
        seeded.seed()
        assert asker.rows(asker.sidecar.url) == ROWS[asker.type]
    else:
        with pytest.raises(ServerDown, match=r"(?i)nonsense"):
            seeded.seed()


def test_it_is_the_version_that_the_catalogue_promises(asker: Asker) -> None:
    (version,) = asker.sidecar.kind.versions.values()
    (answer,) = asker.ask(asker.sidecar.judge_url, VERSION[asker.type])
    found = answer["rows"]["redis_version"] if asker.type == "redis" else answer["rows"][0][0]

    assert found.split(".")[: version.count(".") + 1] == version.split(".")


VERSION = {"postgres": "SHOW server_version", "mariadb": "SELECT VERSION()", "redis": "INFO server"}


def test_it_starts_within_its_time_and_is_small(sidecar_pod: Pod, sidecar: RunningSidecar) -> None:
    another = beside(sidecar_pod, sidecar.kind.name, sidecar.kind.port + 2)

    assert 0 < another.report().started_ms < 1000 * sidecar.kind.start_within_s
    assert another.box.facts().memory_kib < 64 * 1024
