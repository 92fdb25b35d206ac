"""``judge receipt``: exit statuses, and what people are told."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from judge.cli.commands import judge
from judge.domain.access import Role
from judge.packages.version import content_hash
from judge.receipts.keys import load, new_ring
from tests.fakes.world import World, package

CODE = {"main.py": "print(3)\n", "lib/a.py": "x = 1\n"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def place(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a receipt, the keys and the submitted files."""
    for name in ("JUDGE_API_URL", "JUDGE_API_KEY", "JUDGE_RECEIPT_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUDGE_HOME", str(tmp_path))
    ann = world.client_of(Role.CANDIDATE, "acme", "ann")
    body = {"challenge": "adder", "runtime": "python", "files": CODE}
    submission = ann.post("/api/v1/submissions", json=body).json["id"]
    world.finish(submission)
    (tmp_path / "r.jws").write_text(ann.get(f"/api/v1/submissions/{submission}/receipt").text + "\n")
    (tmp_path / "keys.json").write_text(ann.get("/api/v1/receipt-keys").text)
    for path, text in CODE.items():
        file = tmp_path / "solution" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def verify(place: Path, *more: str, file: str = "r.jws", **options: Any) -> Result:
    arguments = ["receipt", "verify", str(place / file), "--keys", str(place / "keys.json"), *more]
    return CliRunner().invoke(judge, arguments, **options)


def test_a_valid_receipt_ends_with_0_and_says_what_it_proves(place: Path) -> None:
    result = verify(place, "--files", str(place / "solution"), "--challenge", "adder@1")
    assert result.exit_code == 0, result.output
    for told in ("valid:", "of ann (acme)", "adder, version 1", "wrong_answer, 40 of 100 points", "1 of 2 told tests"):
        assert told in result.output
    assert "are those that were graded" in result.output


def test_what_it_says_can_be_had_as_json(place: Path) -> None:
    assert json.loads(verify(place, "--json").output)["result"]["score"] == 40.0


def test_it_is_read_from_standard_input_too(place: Path) -> None:
    arguments = ["receipt", "verify", "-", "--keys", str(place / "keys.json")]
    assert CliRunner().invoke(judge, arguments, input=(place / "r.jws").read_text()).exit_code == 0


def test_a_changed_one_ends_with_1_and_the_reason(place: Path) -> None:
    text = (place / "r.jws").read_text()
    (place / "changed.jws").write_text(text.replace(text[200], "A" if text[200] != "A" else "B"))
    (place / "bytes.jws").write_bytes(b"\xff\xfe")
    for file in ("changed.jws", "bytes.jws", "keys.json"):
        result = verify(place, file=file)
        assert result.exit_code == 1, result.output
        assert result.output.startswith("Error: not valid: ")


def test_other_keys_end_with_1(place: Path) -> None:
    (place / "keys.json").write_text(json.dumps({"keys": list(new_ring().keys)}))
    result = verify(place)
    assert (result.exit_code, "not among those given" in result.output) == (1, True)


def test_changed_or_missing_files_are_named(place: Path) -> None:
    (place / "solution" / "main.py").write_text("print(4)\n")
    (place / "solution" / "lib" / "a.py").unlink()
    result = verify(place, "--files", str(place / "solution"))
    assert result.exit_code == 1
    assert "lib/a.py is not there, main.py has another content" in result.output


def test_files_beside_the_submitted_ones_do_not_matter(place: Path) -> None:
    (place / "solution" / "notes.txt").write_text("x")
    assert verify(place, "--files", str(place / "solution")).exit_code == 0


def test_another_challenge_or_version_is_told(place: Path) -> None:
    for wanted in ("other", "adder@2"):
        result = verify(place, "--challenge", wanted)
        assert (result.exit_code, f"not about {wanted}" in result.output) == (1, True)


def test_the_package_must_be_the_one_it_was_graded_with(place: Path) -> None:
    for path, content in package().items():
        file = place / "package" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    assert content_hash(package()) in verify(place, "--package", str(place / "package")).output
    (place / "package" / "statement.md").write_text("another")
    result = verify(place, "--package", str(place / "package"))
    assert (result.exit_code, "and not the one" in result.output) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "r.jws"],
        ["verify", "r.jws", "--keys", "keys.json", "--url", "http://127.0.0.1:1"],
        ["verify", "none.jws", "--keys", "keys.json"],
        ["verify", "r.jws", "--keys", "r.jws"],
        ["verify", "r.jws", "--url", "ftp://nowhere"],
        ["verify", "r.jws", "--keys", "keys.json", "--files", "none"],
        ["get", "../keys", "--url", "http://127.0.0.1:1"],
        ["get"],
    ],
)
def test_wrong_use_ends_with_2(place: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(place)
    result = CliRunner().invoke(judge, ["receipt", *arguments])
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_judge_that_cannot_be_reached_ends_with_4(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judge.cli.receipt.PATIENCE_S", 0.0)
    result = CliRunner().invoke(judge, ["receipt", "verify", str(place / "r.jws"), "--url", "http://127.0.0.1:1"])
    assert result.exit_code == 4, result.output


def test_a_rotation_says_which_key_signs_now(place: Path) -> None:
    for before in (1, 2):
        result = CliRunner().invoke(judge, ["receipt", "rotate-key"])
        assert (result.exit_code, f"keys before it: {before}" in result.output) == (0, True)
    assert load(place / "receipt.key").kid in result.output
    (place / "receipt.key").chmod(0o644)
    assert CliRunner().invoke(judge, ["receipt", "rotate-key"]).exit_code == 2
