import re

import pytest

from judge.domain.errors import InvalidInput
from judge.runtimes import CATALOGUE, BuildStep, load_catalogue, parse_runtime

CATALOGUED = load_catalogue()
LEAST = "title: Some\nmain: main.x\nextensions: [.x]\nrun: [some, '{main}']\n"


def test_the_catalogue_holds_the_languages_that_are_promised() -> None:
    assert list(CATALOGUED) == ["cpp", "go", "java", "node", "python"]


@pytest.mark.parametrize("name", CATALOGUED)
def test_a_runtime_folder_has_an_image_and_a_smoke_program(name: str) -> None:
    runtime = CATALOGUED[name]

    assert (CATALOGUE / name / "Dockerfile").is_file()
    assert (CATALOGUE / name / "smoke" / runtime.main).is_file()
    assert runtime.embedded
    assert runtime.versions


def test_the_versions_shown_for_python_are_those_that_are_installed() -> None:
    pins = dict(
        re.findall(r"^([\w-]+)(?:\[\w+\])?==(\S+)$", (CATALOGUE / "python" / "requirements.txt").read_text(), re.M)
    )
    pins = {name.lower(): version for name, version in pins.items()}
    shown = {name: version for name, version in CATALOGUED["python"].versions.items() if name != "python"}

    assert shown.items() <= pins.items()


def test_the_versions_shown_for_node_are_those_that_are_installed() -> None:
    manifest = (CATALOGUE / "node" / "package.json").read_text()
    pins = dict(re.findall(r'"(\w+)": "([\d.]+)"', manifest))
    shown = {name: version for name, version in CATALOGUED["node"].versions.items() if name != "node"}

    assert shown == pins


def test_placeholders_are_filled_in() -> None:
    text = LEAST.replace("'{main}'", "'{main}', '{stem}', './{dir}', '-m{memory_mib}m', '{sources}'")
    runtime = parse_runtime("some", text)

    command = runtime.run_command(["b.x", "app/a.x", "notes.txt"], "app/a.x", 256)

    assert command == ("some", "app/a.x", "app/a", "./app", "-m256m", "./app/a.x", "./b.x")


def test_a_main_file_at_the_top_is_in_the_folder_dot() -> None:
    assert parse_runtime("some", LEAST.replace("{main}", "./{dir}")).run_command([], "main.x", 1) == ("some", "./.")


def test_a_source_file_cannot_be_taken_for_an_option() -> None:
    runtime = parse_runtime("some", LEAST.replace("'{main}'", "'{sources}'"))

    assert runtime.run_command(["-o.x"], "main.x", 1) == ("some", "./-o.x")


def test_a_file_name_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert parse_runtime("some", LEAST).run_command([], "{stem}.x", 1) == ("some", "{stem}.x")


@pytest.mark.parametrize(
    ("step", "files", "applies"),
    [
        (BuildStep(run=("make",)), ["a"], True),
        (BuildStep(run=("make",), when="Makefile"), ["Makefile"], True),
        (BuildStep(run=("make",), when="Makefile"), ["Makefile.old", "sub/Makefile"], False),
        (BuildStep(run=("make",), when="wheels"), ["wheels/a.whl"], True),
        (BuildStep(run=("make",), unless="go.mod"), ["go.mod"], False),
        (BuildStep(run=("make",), unless="go.mod"), ["main.go"], True),
        (BuildStep(run=("make",), when="a", unless="b"), ["a", "b"], False),
    ],
)
def test_a_build_step_depends_on_what_the_submission_ships(step: BuildStep, files: list[str], applies: bool) -> None:
    assert step.applies(files) is applies


def test_a_go_submission_gets_a_module_only_if_it_brings_none() -> None:
    go = CATALOGUED["go"]

    assert go.build_commands(["main.go"], "main.go", 256)[0][:3] == ("go", "mod", "init")
    assert [command[1] for command in go.build_commands(["main.go", "go.mod"], "main.go", 256)] == ["build"]


@pytest.mark.parametrize(
    ("name", "stderr", "expected"),
    [
        ("java", b'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n', True),
        ("node", b"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n", True),
        ("node", b"RangeError: Maximum call stack size exceeded\n", False),
        ("python", b"MemoryError\n", False),
    ],
)
def test_a_managed_language_that_gives_up_for_memory_is_told_from_one_that_crashes(
    name: str, stderr: bytes, expected: bool
) -> None:
    told = any(message.encode() in stderr for message in CATALOGUED[name].memory_messages)
    assert told is expected


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[]", ""),
        ("a: [", ""),
        (LEAST + "colour: red\n", "colour"),
        (LEAST + "time_factor: fast\n", "time_factor"),
        (LEAST + "zygote: 1\n", "zygote"),
        (LEAST + "build: [[a, 1]]\n", "build.0.run.1"),
        (LEAST + "build: [{run: [a], if: x}]\n", "build.0.if"),
        (LEAST.replace("main: main.x\n", ""), "main"),
    ],
)
def test_a_broken_description_is_refused_with_the_field(text: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_runtime("some", text)

    assert [problem.field for problem in caught.value.problems] == [field]


def test_all_problems_of_a_description_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_runtime("some", "title: 3\n")

    assert {problem.field for problem in caught.value.problems} == {"title", "main", "extensions", "run"}
