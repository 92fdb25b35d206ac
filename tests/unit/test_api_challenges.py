"""What the API tells of service stages: the settings a candidate needs, the tests that may be seen, and no others."""

from typing import Any

import pytest

from judge.api.catalogue import Challenge
from tests.fakes.world import World
from tests.unit.service_sample import SERVICE_FILES, service_package


def answer(files: dict[str, bytes]) -> Any:
    world = World()
    world.store.packages.register("counter", files)
    response = world.client.get("/api/v1/challenges/counter")
    assert response.status_code == 200, response.text
    Challenge.model_validate_json(response.text, strict=True, extra="forbid")
    return response.json


def test_a_candidate_is_told_how_the_service_is_started_and_what_it_finds() -> None:
    (stage,) = answer(SERVICE_FILES)["stages"]
    assert stage["service"] == {
        "start": {"python": ["python3", "-u", "app.py"], "node": ["node", "main.js"]},
        "port": 9000,
        "ready_path": "/healthz",
        "ready_within_s": 8,
        "environment": [
            *("HOST", "PORT", "DATA_DIR", "LOG_LEVEL", "EMPTY"),
            *("DB_URL", "DATABASE_URL", "CACHE_TWO_URL", "REDIS_URL", "PAYMENTS_URL", "E_MAIL_URL"),
        ],
        "lifetime": "test",
        "sidecars": [
            {"name": "db", "type": "postgres", "variables": ["DB_URL", "DATABASE_URL"]},
            {"name": "cache-two", "type": "redis", "variables": ["CACHE_TWO_URL", "REDIS_URL"]},
        ],
        "upstreams": [
            {"name": "payments", "variable": "PAYMENTS_URL"},
            {"name": "e-mail", "variable": "E_MAIL_URL"},
        ],
        "request_timeout_s": 2,
        "response_kib": 64,
    }


def test_a_service_that_only_has_to_listen_has_no_path() -> None:
    (stage,) = answer(service_package(("{path: /healthz, within_s: 8}", "{tcp: true}")))["stages"]
    assert stage["service"]["ready_path"] is None


def test_the_sources_of_tests_that_may_be_seen_in_full_are_samples_and_nothing_else_is() -> None:
    samples = answer(SERVICE_FILES)["samples"]
    assert [(sample["stage"], sample["name"], sample["source"]) for sample in samples] == [
        ("api", "sample/test_one.py", "def test_one(service): ...\n")
    ]


@pytest.mark.parametrize(
    "marker", ["@pytest.mark.hidden", "@mark.visibility('none')", "pytestmark = pytest.mark.group('hidden')"]
)
def test_a_file_that_hides_one_of_its_tests_is_no_sample(marker: str) -> None:
    source = f"import pytest\n{marker}\ndef test_secret(service): ...\n".encode()
    files = SERVICE_FILES | {"stages/api/sample/test_mixed.py": source}
    assert [sample["name"] for sample in answer(files)["samples"]] == ["sample/test_one.py"]


def test_a_group_whose_tests_nobody_may_know_of_is_not_told_of() -> None:
    unknown = ("name: hidden, points: 40", "name: hidden, points: 40, visibility: none")
    (stage,) = answer(service_package(unknown))["stages"]
    assert [group["name"] for group in stage["groups"]] == ["sample"]


def test_of_a_large_sample_the_beginning_is_told() -> None:
    files = SERVICE_FILES | {"stages/api/sample/test_one.py": b"def test_one(service): ...\n" + b"#" * 100_000}
    [sample] = answer(files)["samples"]
    assert len(sample["source"]) < 70_000
    assert sample["source"].endswith("#\n… (cut)")
