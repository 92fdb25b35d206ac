import pytest

from judge.config import Settings, SettingsError
from judge.wiring import api_options


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_loopback_needs_no_permission_and_answers_to_its_names_only(host: str) -> None:
    options = api_options(Settings.from_env({"JUDGE_HOST": host}))
    assert {"localhost", "127.0.0.1", "[::1]"} <= set(options.hosts)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "judge.example"])
def test_another_address_needs_permission(host: str) -> None:
    with pytest.raises(SettingsError, match="JUDGE_ALLOW_REMOTE must be 1"):
        Settings.from_env({"JUDGE_HOST": host})
    permitted = Settings.from_env({"JUDGE_HOST": host, "JUDGE_ALLOW_REMOTE": "1"})
    assert api_options(permitted).hosts == ()


def test_the_name_of_a_proxy_in_front_is_answered_too() -> None:
    options = api_options(Settings.from_env({"JUDGE_URL": "https://Judge.example:8443"}))
    assert "judge.example" in options.hosts
    assert "" not in api_options(Settings.from_env({})).hosts


def test_the_body_limit_is_the_setting() -> None:
    assert api_options(Settings.from_env({"JUDGE_MAX_BODY_KIB": "3"})).max_body_bytes == 3 * 1024
