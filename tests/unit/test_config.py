"""Settings are strict: what is wrong is named, with what is allowed."""

import pytest

from judge.config import CHECKOUT, DockerRuntime, SandboxChoice, Settings, SettingsError
from judge.domain.submission import QueueName


def problems(**environ: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(environ)
    for problem in refused.value.problems:
        assert f"{problem.field} {problem.message}" in str(refused.value).splitlines()
    return {problem.field: problem.message for problem in refused.value.problems}


def test_no_variables_give_the_defaults():
    settings = Settings.from_env({"PATH": "/bin", "HOME": "/root"})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.sandbox) == ("127.0.0.1", 8080, SandboxChoice.AUTO)
    assert settings.challenges == (CHECKOUT / "challenges",)
    assert settings.queues == (QueueName.INTERACTIVE, QueueName.BATCH)
    assert settings.concurrency >= 1


def test_an_empty_value_counts_as_not_given():
    assert Settings.from_env({"JUDGE_PORT": "", "JUDGE_SANDBOX": "", "JUDGE_QUEUES": ""}) == Settings()


def test_each_variable_is_read_into_its_type(tmp_path):
    settings = Settings.from_env(
        {
            "JUDGE_PORT": "0",
            "JUDGE_LEASE_S": "2.5",
            "JUDGE_DOCKER_RUNTIME": "runsc",
            "JUDGE_WARM": "python, go ,",
            "JUDGE_CHALLENGES": f"{tmp_path}::{tmp_path}/more:{tmp_path}",
            "JUDGE_HOME": str(tmp_path),
        }
    )
    assert (settings.port, settings.lease_s) == (0, 2.5)
    assert settings.docker_runtime is DockerRuntime.RUNSC
    assert settings.warm == ("python", "go")
    assert settings.challenges == (CHECKOUT / "challenges", tmp_path, tmp_path / "more")
    assert settings.home == tmp_path


@pytest.mark.parametrize("value", ["batch,interactive", "batch,interactive,batch"])
def test_interactive_comes_first_however_the_queues_are_written(value):
    assert Settings.from_env({"JUDGE_QUEUES": value}).queues == (QueueName.INTERACTIVE, QueueName.BATCH)


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("JUDGE_PORT", "eighty", "a port from 0 (any free one) to 65535"),
        ("JUDGE_PORT", "65536", "65535"),
        ("JUDGE_LEASE_S", "nan", "seconds from 1 to 600"),
        ("JUDGE_LEASE_S", "inf", "seconds from 1 to 600"),
        ("JUDGE_MAX_ATTEMPTS", "0", "from 1 to 20"),
        ("JUDGE_SANDBOX", "none", "auto, docker, bubblewrap"),
        ("JUDGE_DOCKER_RUNTIME", "kata", "runc, runsc"),
        ("JUDGE_QUEUES", "fast", "interactive and batch"),
        ("JUDGE_QUEUES", ",", "interactive and batch"),
        ("JUDGE_REDIS_URL", "localhost:6379", "redis://"),
        ("JUDGE_REDIS_URL", "unix:///run/redis", "redis://"),
        ("JUDGE_URL", "http://x/path", "without a path"),
        ("JUDGE_LOG", "loud", "debug, info"),
        ("JUDGE_WEBHOOK_ALLOW", "10.1.0.0/33", "networks, such as 10.1.0.0/16"),
        ("JUDGE_WEBHOOK_ALLOW", "10.1.0.0/16,intranet", "networks, such as 10.1.0.0/16"),
        ("JUDGE_WEBHOOK_ALLOW", "10.1.2.3/8", "networks, such as 10.1.0.0/16"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(variable, value, allowed):
    assert allowed in problems(**{variable: value})[variable]


def test_all_problems_are_told_at_once():
    assert set(problems(JUDGE_PORT="x", JUDGE_LEASE_S="0", JUDGE_PROT="1")) == {
        "JUDGE_PORT",
        "JUDGE_LEASE_S",
        "JUDGE_PROT",
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [("JUDGE_PROT", "JUDGE_PORT"), ("JUDGE_LEASE", "JUDGE_LEASE_S"), ("JUDGE_port", "JUDGE_PORT")],
)
def test_an_unknown_variable_is_refused_with_the_closest_name(written, meant):
    assert problems(**{written: "1"})[written] == f"is not a setting; the closest one is {meant}"


def test_only_secrets_come_from_files(tmp_path):
    file = tmp_path / "url"
    file.write_text("redis://:pass@db:6379/1\n")
    assert Settings.from_env({"JUDGE_REDIS_URL_FILE": str(file)}).redis_url == "redis://:pass@db:6379/1"
    assert "JUDGE_PORT_FILE" in problems(JUDGE_PORT_FILE=str(file))
    assert "readable" in problems(JUDGE_REDIS_URL_FILE=str(tmp_path / "none"))["JUDGE_REDIS_URL_FILE"]


def test_a_secret_given_twice_is_refused(tmp_path):
    file = tmp_path / "url"
    file.write_text("redis://a")
    given = {"JUDGE_REDIS_URL": "redis://b", "JUDGE_REDIS_URL_FILE": str(file)}
    assert "together" in problems(**given)["JUDGE_REDIS_URL"]


def test_a_secret_is_neither_in_the_repr_nor_in_the_error():
    assert "hunter2" not in repr(Settings.from_env({"JUDGE_REDIS_URL": "redis://:hunter2@db/0"}))
    assert "hunter2" not in str(problems(JUDGE_REDIS_URL="http://:hunter2@db/0"))


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1
