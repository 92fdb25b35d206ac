import string
from pathlib import Path

import pytest

from judge.domain.errors import InvalidInput
from judge.runtimes import load_catalogue
from judge.sidecars import CATALOGUE, DATA, Command, SidecarType, load_sidecars, parse_sidecar
from worker.images.build import default_images, every_image

CATALOGUED = load_sidecars()
LEAST = """
title: Some
port: 1234
variable: SOME_URL
start: [some, "{port}"]
setup: {run: [admin], stdin: "let app in with {password}"}
renew: {run: [admin], stdin: "empty it"}
url: "some://app:{password}@127.0.0.1:{port}"
judge_url: "some://judge:{judge_password}@127.0.0.1:{port}"
memory_mib: 64
disk_mib: 32
"""


def test_the_catalogue_holds_the_databases_that_are_promised() -> None:
    assert list(CATALOGUED) == ["mariadb", "mongo", "postgres", "redis"]


def test_only_what_needs_nobody_elses_image_is_built_unasked() -> None:
    assert [name for name, kind in CATALOGUED.items() if kind.image] == ["mongo"]
    assert set(every_image()) - set(default_images()) == {"mongo"}


def test_no_sidecar_has_the_name_of_a_runtime_or_of_the_tester() -> None:
    assert not CATALOGUED.keys() & {*load_catalogue(), "tester"}


@pytest.mark.parametrize("name", CATALOGUED)
def test_a_sidecar_folder_has_an_image_and_every_file_that_its_commands_name(name: str) -> None:
    sidecar = CATALOGUED[name]
    commands = (*sidecar.prepare, sidecar.start, sidecar.ready, sidecar.setup.run, sidecar.renew.run)
    scripts = {word for argv in commands for word in argv if word.startswith("/opt/sidecar/") and "." in word}

    assert sidecar.name == name
    assert sidecar.versions
    dockerfile = (CATALOGUE / name / "Dockerfile").read_text("utf-8")
    for script in scripts:
        assert (CATALOGUE / name / script.removeprefix("/opt/sidecar/")).is_file()
        assert script.removeprefix("/opt/sidecar/") in dockerfile


@pytest.mark.parametrize("sidecar", CATALOGUED.values(), ids=list(CATALOGUED))
def test_passwords_reach_a_server_over_stdin_where_no_list_of_processes_shows_them(sidecar: SidecarType) -> None:
    commands = (*sidecar.prepare, sidecar.start, sidecar.ready, sidecar.setup.run, sidecar.renew.run)

    assert not [word for argv in (*commands, *sidecar.seed.values()) for word in argv if "password}" in word]
    assert {"{password}", "{judge_password}"} <= set(_placeholders(sidecar.setup.stdin))
    assert set(_placeholders(sidecar.url)) == {"{password}", "{port}"}
    assert set(_placeholders(sidecar.judge_url)) == {"{judge_password}", "{port}"}


def _placeholders(text: str) -> list[str]:
    return [f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name]


def test_what_need_not_be_said_has_a_default() -> None:
    sidecar = parse_sidecar("some", LEAST)

    assert sidecar == SidecarType(
        name="some",
        title="Some",
        port=1234,
        variable="SOME_URL",
        start=("some", "{port}"),
        setup=Command(run=("admin",), stdin="let app in with {password}"),
        renew=Command(run=("admin",), stdin="empty it"),
        url="some://app:{password}@127.0.0.1:{port}",
        judge_url="some://judge:{judge_password}@127.0.0.1:{port}",
        memory_mib=64,
        disk_mib=32,
    )
    assert (sidecar.prepare, sidecar.ready, sidecar.seed, sidecar.stop_signal) == ((), (), {}, "SIGTERM")


def test_placeholders_are_filled_in() -> None:
    sidecar = parse_sidecar("some", LEAST)

    assert sidecar.expand(["run", "{data}/some", "-p{port}"], port=7) == ("run", f"{DATA}/some", "-p7")
    assert sidecar.fill(sidecar.url, port=7, password="a1", judge_password="b2") == "some://app:a1@127.0.0.1:7"
    assert sidecar.fill('{"not": "ours"} {}') == '{"not": "ours"} {}'


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="judge_password"):
        parse_sidecar("some", LEAST).fill("{judge_password}", port=7, password="a1")


@pytest.mark.parametrize("password", ["", "a'b", "a b", "a\n", "a@b", 'a"', "a;b", "{port}"])
def test_a_password_that_could_mean_something_else_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        parse_sidecar("some", LEAST).fill("{password}", password=password)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (("title: Some\n", ""), "title", "required"),
        (("port: 1234", "port: '1234'"), "port", "integer"),
        (("port: 1234", "port: 70000"), "port", "65000"),
        (("SOME_URL", "some_url"), "variable", "pattern"),
        (('start: [some, "{port}"]', "start: []"), "start", "at least 1"),
        (('start: [some, "{port}"]', "start: some"), "start", "array"),
        (('"{port}"]', '"{prot}"]'), "start.1", "holds {prot}"),
        (('"some://app:{password}', '"some://app:{pasword}'), "url", "holds {pasword}; allowed: port, password"),
        (("with {password}", "with {secret}"), "setup.stdin", "holds {secret}"),
        (("renew: {run: [admin]", "renew: {run: []"), "renew.run", "at least 1"),
        (("memory_mib: 64", "memory_mib: 0"), "memory_mib", "greater than 0"),
        (("disk_mib: 32", "disk_mib: 32\nstop_signal: SIGHUP"), "stop_signal", "SIGTERM"),
        (("disk_mib: 32", "disk_mib: 32\nseed: {sql: [load]}"), "seed.sql.[key]", "pattern"),
        (("disk_mib: 32", "disk_mib: 32\nprepare: [copy]"), "prepare.0", "array"),
        (("disk_mib: 32", "disk_mib: 32\ncolour: red"), "colour", "Unexpected"),
    ],
)
def test_a_mistake_is_told_with_its_field(change: tuple[str, str], field: str, message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        parse_sidecar("some", LEAST.replace(*change))

    (problem,) = raised.value.problems
    assert problem.field == field
    assert message in problem.message


@pytest.mark.parametrize("text", ["", "- a list", "{", "a: b: c"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_sidecar("some", text)


def test_all_problems_of_a_catalogue_are_told_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sidecar.yaml").write_text(LEAST.replace("port: 1234", "port: 0"))

    with pytest.raises(InvalidInput) as raised:
        load_sidecars(tmp_path)

    assert [problem.field for problem in raised.value.problems] == ["one/sidecar.yaml: port", "two/sidecar.yaml: port"]
