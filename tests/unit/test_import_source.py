"""What is imported is a folder or a zip, and nothing outside of it; the command writes what came of it."""

import os
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from judge.cli.commands import judge
from judge.domain.errors import InvalidInput
from judge.imports import read_source
from judge.imports.kattis import import_kattis
from judge.packages import load, read_folder
from tests.kattis_packages import ANY_PAIR, ROOTS
from tests.unit.kattis_sample import RUNTIMES, zipped


@pytest.mark.parametrize("folder", ["", "anypair/"])
def test_a_zip_is_imported_with_or_without_its_folder(tmp_path: Path, folder):
    (tmp_path / "anypair.kpp").write_bytes(zipped(ANY_PAIR, folder))

    made = import_kattis(read_source(tmp_path / "anypair.kpp"), RUNTIMES)

    assert made.id == "anypair"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 broken", b"no archive", zipped({"../problem.yaml": b"name: x"}), zipped({"/etc/passwd": b"x"})],
)
def test_a_hostile_or_broken_zip_is_refused(tmp_path: Path, data):
    (tmp_path / "x.zip").write_bytes(data)

    with pytest.raises(InvalidInput):
        read_source(tmp_path / "x.zip")


def test_links_inside_of_a_folder_are_followed_and_all_others_refused(tmp_path: Path):
    folder = tmp_path / "problem"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "1.in").write_text("x")
    (folder / "data" / "2.in").symlink_to("1.in")

    assert read_source(folder).files["data/2.in"] == b"x"

    (tmp_path / "secret").write_text("s")
    (folder / "3.in").symlink_to("../secret")
    (folder / "4.in").symlink_to("nowhere")
    (folder / "5.in").symlink_to("data")
    os.mkfifo(folder / "6.in")
    with pytest.raises(InvalidInput) as error:
        read_source(folder)
    assert {problem.field for problem in error.value.problems} == {"3.in", "4.in", "5.in", "6.in"}


def test_the_command_writes_a_package_that_passes_check(tmp_path: Path):
    (tmp_path / "anypair.zip").write_bytes(zipped(ANY_PAIR, "anypair/"))

    def run(*arguments):
        return CliRunner().invoke(judge, ["challenge", *arguments])

    done = run("import", "kattis", str(tmp_path / "anypair.zip"), "--into", str(tmp_path / "made"))

    assert done.exit_code == 0, done.output
    assert "note: input_validators: was not carried over" in done.output
    assert run("check", str(tmp_path / "made" / "anypair")).exit_code == 0
    again = run("import", "kattis", str(tmp_path / "anypair.zip"), "--into", str(tmp_path / "made"))
    assert again.exit_code == 1
    assert "is there already" in again.output


def test_the_command_measures_where_no_time_limit_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "roots.zip").write_bytes(zipped(ROOTS))
    measured = []

    def slowest(made):
        measured.append(load(made.files, RUNTIMES).limits.cpu_s)
        return 0.7

    monkeypatch.setattr(import_module("judge.cli.challenge.importing"), "slowest_accepted_s", slowest)
    path, into = str(tmp_path / "roots.zip"), str(tmp_path)
    done = CliRunner().invoke(judge, ["challenge", "import", "kattis", path, "--measure", "--into", into])

    assert done.exit_code == 0, done.output
    assert measured == [60]
    assert load(read_folder(tmp_path / "roots"), RUNTIMES).limits.cpu_s == 4
