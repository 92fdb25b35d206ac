"""Reading a package from disk: exactly its files, nothing from outside, nothing too large."""

import os

import pytest

from judge.domain.errors import InvalidInput
from judge.packages import content_hash, read_folder, sizes
from judge.packages import folder as reading
from tests.measured import memory
from tests.unit.packages_sample import FILES


@pytest.fixture
def folder(tmp_path):
    for path, content in FILES.items():
        target = tmp_path / "adder" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "adder"


def refusal(folder):
    with pytest.raises(InvalidInput) as raised:
        read_folder(folder)
    return {problem.field: problem.message for problem in raised.value.problems}


def test_every_file_is_read_by_its_path_with_slashes(folder):
    assert read_folder(folder) == FILES


def test_what_tools_leave_behind_does_not_change_the_content(folder):
    before = content_hash(read_folder(folder))
    (folder / "stages/unit/hidden/__pycache__").mkdir()
    (folder / "stages/unit/hidden/__pycache__/test_more.cpython-311.pyc").write_bytes(b"x")
    (folder / "starter/python/main.pyc").write_bytes(b"x")
    (folder / "stages/.DS_Store").write_bytes(b"x")
    (folder / ".pytest_cache").mkdir()
    (folder / ".pytest_cache/README.md").write_bytes(b"x")
    assert content_hash(read_folder(folder)) == before


def test_links_are_refused_wherever_they_point(folder, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (folder / "a.txt").symlink_to(tmp_path / "secret")
    (folder / "starter/tree").symlink_to(tmp_path)
    (folder / "broken").symlink_to("nowhere")
    found = refusal(folder)
    assert set(found) == {"a.txt", "starter/tree", "broken"}
    assert all("is a link" in message for message in found.values())


def test_what_became_a_link_after_it_was_looked_at_is_not_followed(folder, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("secret")
    (folder / "a.txt").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(reading, "_walk", lambda *_: iter([folder / "a.txt"]))
    assert set(refusal(folder)) == {"a.txt"}


def test_a_pipe_is_refused_and_does_not_block(folder):
    os.mkfifo(folder / "pipe")
    assert refusal(folder) == {"pipe": "is not a file; take it away"}


def test_names_that_are_not_utf8_are_refused(folder):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("")
    assert "not valid Unicode" in refusal(folder)["caf\\udce9.txt"]


def test_a_file_larger_than_allowed_is_refused(folder):
    (folder / "statement.md").write_bytes(b"x" * (sizes.MAX_STATEMENT_BYTES + 1))
    assert "larger than 256 KiB" in refusal(folder)["statement.md"]


def test_of_a_huge_file_no_more_is_read_than_shows_that_it_is_too_large(folder):
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(10 * sizes.MAX_FILE_BYTES)
    with memory() as room:
        assert "larger than 16 MiB" in refusal(folder)["huge.bin"]
    assert room.mib < 64


def test_a_package_larger_than_allowed_is_refused_before_it_is_read_to_its_end(folder, monkeypatch):
    monkeypatch.setattr(sizes, "MAX_TOTAL_BYTES", 1024 * 1024)
    for number in range(5):
        (folder / f"{number}.bin").write_bytes(b"x" * 500_000)
    read, names = reading._read, []
    monkeypatch.setattr(reading, "_read", lambda path, *more: names.append(path.name) or read(path, *more))
    assert refusal(folder) == {"package": "is larger than 1 MiB in all; make its files smaller"}
    assert names == ["0.bin", "1.bin", "2.bin"]


def test_too_many_files_are_refused(folder, monkeypatch):
    monkeypatch.setattr(sizes, "MAX_FILES", 3)
    assert refusal(folder) == {"package": "has more than 3 files; take some away"}


def test_of_very_many_problems_the_first_are_told(folder):
    for number in range(150):
        (folder / f"link{number}").symlink_to("nowhere")
    (folder / "z.bin").write_bytes(b"x" * (sizes.MAX_FILE_BYTES + 1))
    assert "z.bin" not in refusal(folder)


def test_what_is_no_folder_is_refused(folder):
    assert refusal(folder / "absent") == {"package": "is not a folder"}
    assert refusal(folder / "statement.md") == {"package": "is not a folder"}
