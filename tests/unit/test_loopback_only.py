import pytest

from judge.config import Settings
from judge.wiring import api_options


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_loopback_needs_no_permission_and_answers_to_its_names_only(host: str) -> None:
    options = api_options(Settings.from_env({"JUDGE_HOST": host}))
    assert {"localhost", "127.0.0.1", "[::1]"} <= set(options.hosts)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "judge.example"])
def test_another_address_answers_to_every_name_and_needs_keys(host: str) -> None:
    settings = Settings.from_env({"JUDGE_HOST": host})
    assert api_options(settings).hosts == ()
    assert not settings.loopback


def test_a_name_that_others_call_it_by_needs_keys_too() -> None:
    assert not Settings.from_env({"JUDGE_URL": "https://judge.example"}).loopback
    assert Settings.from_env({"JUDGE_URL": "http://localhost:8080"}).loopback


def test_the_name_of_a_proxy_in_front_is_answered_too() -> None:
    options = api_options(Settings.from_env({"JUDGE_URL": "https://Judge.example:8443"}))
    assert "judge.example" in options.hosts
    assert "" not in api_options(Settings.from_env({})).hosts


def test_the_body_limit_is_the_setting() -> None:
    assert api_options(Settings.from_env({"JUDGE_MAX_BODY_KIB": "3"})).max_body_bytes == 3 * 1024
