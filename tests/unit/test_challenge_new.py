"""``judge challenge new`` and ``check``: what is scaffolded is whole, and what is wrong is said all at once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from judge.cli.commands import judge
from judge.packages import load, read_folder
from judge.runtimes import load_catalogue
from judge.scaffold import KINDS, runtimes_of, scaffold


def run(*arguments: str):
    return CliRunner().invoke(judge, ["challenge", *arguments])


@pytest.mark.parametrize(("kind", "runtime"), [(kind, runtime) for kind in KINDS for runtime in runtimes_of(kind)])
def test_a_scaffold_is_a_complete_challenge(kind, runtime):
    challenge = load(scaffold("count-words", kind, [runtime]), load_catalogue(), folder="count-words")

    assert challenge.title == "Count words"
    assert challenge.runtimes == (runtime,)
    assert challenge.starter[runtime]
    assert [group.name for group in challenge.stages[0].groups] == ["sample", "hidden"]
    assert {known.expected for known in challenge.known} == {"accepted", "wrong_answer"}
    assert {known.runtime for known in challenge.known} == {runtime}


def test_a_scaffold_may_have_several_runtimes():
    challenge = load(scaffold("sums", "stdio", runtimes_of("stdio")), load_catalogue())

    assert set(challenge.runtimes) == set(runtimes_of("stdio")) == {"cpp", "go", "java", "node", "python"}
    assert len(challenge.known) == 10


@pytest.mark.parametrize("kind", KINDS)
def test_what_new_writes_passes_check(kind, tmp_path: Path):
    made = run("new", "my-task", "--kind", kind, "--dir", str(tmp_path))
    found = run("check", str(tmp_path / "my-task"))

    assert made.exit_code == 0, made.output
    assert found.exit_code == 0, found.output
    assert "2 known submissions" in found.output


def test_nothing_is_written_over(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("kept")

    refused = run("new", "mine", "--dir", str(tmp_path))

    assert refused.exit_code == 2
    assert "is there already" in refused.output
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Mine"], "name: must be lower-case letters"),
        (["../mine"], "name: must be lower-case letters"),
        (["mine", "--runtime", "cobol"], "runtime: there is no scaffold of kind stdio for cobol; there are: cpp, go"),
        (["mine", "--kind", "suite", "--runtime", "go"], "runtime: there is no scaffold of kind suite for go"),
        (["mine", "--kind", "quiz"], "'quiz' is not one of"),
    ],
)
def test_what_cannot_be_scaffolded_is_said(arguments, sentence, tmp_path: Path):
    refused = run("new", *arguments, "--dir", str(tmp_path))

    assert refused.exit_code == 2
    assert sentence in refused.output
    assert not list(tmp_path.iterdir())


def broken(tmp_path: Path) -> Path:
    run("new", "broken", "--dir", str(tmp_path))
    folder = tmp_path / "broken"
    manifest = folder / "challenge.yaml"
    manifest.write_text(manifest.read_text().replace("cpu_s: 2", "cpu_s: -2").replace("kind: stdio", "kind: quiz"))
    (folder / "statement.md").unlink()
    return folder


def test_every_problem_is_said_at_once_with_its_file_and_field(tmp_path: Path):
    folder = broken(tmp_path)

    found = run("check", str(folder))

    assert found.exit_code == 1
    assert f"{folder}/statement.md: is missing; write what the candidate has to do" in found.output
    assert f"{folder}/challenge.yaml: limits.cpu_s: must be" in found.output
    assert f"{folder}/challenge.yaml: stages[0].kind: unknown kind quiz" in found.output


def test_a_folder_of_packages_is_checked_package_by_package(tmp_path: Path):
    run("new", "good", "--dir", str(tmp_path))
    broken(tmp_path)

    found = run("check", "--json", str(tmp_path))

    packages = {Path(each["folder"]).name: each for each in json.loads(found.output)["packages"]}
    assert found.exit_code == 1
    assert packages["good"]["ok"]
    assert packages["good"]["problems"] == []
    assert {"statement.md"} <= {problem["field"] for problem in packages["broken"]["problems"]}


def test_a_folder_that_is_no_package_is_not_good(tmp_path: Path):
    assert run("check", str(tmp_path)).exit_code == 1
    assert run("check", str(tmp_path / "absent")).exit_code == 2
    assert run("check").exit_code == 2


def test_the_folders_name_is_the_challenges_id_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run("new", "here", "--dir", str(tmp_path))
    monkeypatch.chdir(tmp_path / "here")

    assert run("check", ".").exit_code == 0
    assert load(read_folder(Path()), load_catalogue()).id == "here"
