"""docker-compose.yml against the settings: one that it does not hand on would be ignored without a word."""

from typing import Any

import yaml

from judge.config import CHECKOUT, PREFIX, Settings
from worker.sandbox.cores import SYSTEM_LOCKS

SERVICES: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text("utf-8"))["services"]
ELSEWHERE = {"home", "challenges", "api_url", "api_key", "redis_mib"}
"""Of the embedded mode, of folders that no container has, of the commands that speak to a judge, and of Redis."""


def test_every_setting_reaches_a_container_and_no_other_does() -> None:
    handed_on = {name for service in ("api", "worker") for name in SERVICES[service]["environment"]}
    assert handed_on == {PREFIX + name.upper() for name in set(Settings.model_fields) - ELSEWHERE}


def test_redis_has_a_bound_on_its_memory() -> None:
    assert SERVICES["redis"]["command"] == ["--maxmemory", "${JUDGE_REDIS_MIB:-2048}mb"]


def test_a_worker_has_the_time_to_drain() -> None:
    assert float(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) >= 2 * Settings().drain_s


def test_what_is_not_fixed_is_taken_over_under_its_own_name() -> None:
    for service in ("api", "worker"):
        for name, value in SERVICES[service]["environment"].items():
            assert "$" not in value or value == f"${{{name}:-}}"


def test_workers_in_containers_lease_cores_where_those_of_the_machine_do() -> None:
    """A lease is a lock on a file: whoever has files of their own shares no cores."""
    assert f"{SYSTEM_LOCKS}:{SYSTEM_LOCKS}" in SERVICES["worker"]["volumes"]
