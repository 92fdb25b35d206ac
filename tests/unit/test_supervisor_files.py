"""Files that a submission has shaped, and a disk that it has filled."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.supervisor import answers, files, layout
from worker.supervisor.answers import Supervisor

NODUMP = 0x40


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where boxes have their files: in memory."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as path:
        yield Path(path)


def set_flags(path: Path, flags: int) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, files._SET_FLAGS, flags.to_bytes(8, "little"))
    except OSError as error:
        pytest.skip(f"a kernel whose tmpfs has no flags (before 6.0): {error}")
    finally:
        os.close(handle)


def test_flags_on_a_folder_do_not_outlive_its_seal(folder: Path) -> None:
    assert files.flags(str(folder)) == 0
    set_flags(folder, NODUMP)
    assert files.flags(str(folder)) == NODUMP
    files.seal(str(folder))
    assert files.flags(str(folder)) == 0


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_is_an_answer_and_any_other_error_is_none(
    monkeypatch: pytest.MonkeyPatch, folder: Path, number: int
) -> None:
    def write(*given: object, **more: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(layout, "WORK", str(folder))
    monkeypatch.setattr(answers.files, "write", write)
    supervisor = Supervisor(None, None)  # type: ignore[arg-type]  # neither is asked
    frame = {"op": "put", "files": [["main.py", 4]]}, b"pass"
    if number == errno.ENOSPC:
        assert supervisor.answer(*frame) == ({"op": "ok", "full": True}, b"")
    else:
        with pytest.raises(OSError, match="denied"):
            supervisor.answer(*frame)


def test_files_for_which_there_is_room_are_there(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(layout, "WORK", str(folder))
    supervisor = Supervisor(None, None)  # type: ignore[arg-type]  # neither is asked
    assert supervisor.answer({"op": "put", "files": [["a/main.py", 4]]}, b"pass") == ({"op": "ok", "full": False}, b"")
    assert (folder / "a" / "main.py").read_bytes() == b"pass"
    assert set(supervisor.own) == {str(folder / "a"), str(folder / "a" / "main.py")}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that no box's file may get into, with a file whose words stay as they are."""
    (tmp_path / "kept").write_text("ours")
    return tmp_path


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("path", ["../kept", "a/../../kept", "/etc/kept", "a//kept", "./kept", "", "a/"])
def test_a_path_that_is_not_plain_is_refused_and_nothing_is_made(folder: Path, path: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        files.write(str(folder), path, b"theirs", owner=0)
    assert list(folder.iterdir()) == []


def test_a_link_in_the_way_of_a_file_is_removed_and_not_followed(folder: Path, outside: Path) -> None:
    (folder / "main.py").symlink_to(outside / "kept")
    files.write(str(folder), "main.py", b"theirs", owner=0)
    assert content(outside) == {"kept": "ours"}
    assert not (folder / "main.py").is_symlink()
    assert content(folder) == {"main.py": "theirs"}


def test_a_second_name_of_a_file_in_the_way_does_not_lead_into_that_file(folder: Path) -> None:
    (folder / "first").write_text("ours")
    os.link(folder / "first", folder / "main.py")
    files.write(str(folder), "main.py", b"theirs", owner=0)
    assert content(folder) == {"first": "ours", "main.py": "theirs"}


def test_a_link_or_a_file_in_the_way_of_a_folder_is_removed_and_not_followed(folder: Path, outside: Path) -> None:
    (folder / "a").symlink_to(outside)
    (folder / "b").write_text("a file")
    for name in ("a", "b"):
        files.write(str(folder), f"{name}/kept", b"theirs", owner=0)
        assert not (folder / name).is_symlink()
        assert content(folder / name) == {"kept": "theirs"}
    assert content(outside) == {"kept": "ours"}


def test_a_folder_in_the_way_of_a_file_goes_with_all_that_is_in_it(folder: Path, outside: Path) -> None:
    (folder / "main.py" / "deep").mkdir(parents=True)
    (folder / "main.py" / "deep" / "link").symlink_to(outside)
    files.write(str(folder), "main.py", b"theirs", owner=0)
    assert content(folder) == {"main.py": "theirs"}
    assert content(outside) == {"kept": "ours"}


def test_what_was_not_there_before_is_removed_and_so_is_what_took_the_place_of_something(
    folder: Path, outside: Path
) -> None:
    for name in ("kept", "replaced"):
        files.write(str(folder), f"a/{name}", b"first", owner=0)
    before = files.inventory(str(folder))
    (folder / "a" / "new").symlink_to(outside)
    (folder / "b" / "c").mkdir(parents=True)
    (folder / "other").write_text("not the first")
    (folder / "other").replace(folder / "a" / "replaced")
    files.restore(str(folder), before)
    assert [path.name for path in folder.rglob("*")] == ["a", "kept"]
    assert content(outside) == {"kept": "ours"}


def test_a_tree_too_deep_to_have_a_path_is_removed_all_the_same(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert all(len(path) < 4096 for path in files.inventory(str(folder)))
    files.empty([str(folder)])
    assert list(folder.iterdir()) == []


def test_what_a_build_has_made_is_roots_and_does_nobodys_bidding(
    monkeypatch: pytest.MonkeyPatch, folder: Path, outside: Path
) -> None:
    given: list[tuple[str, int, int]] = []
    monkeypatch.setattr(os, "lchown", lambda path, *owner: given.append((Path(path).name, *owner)))
    for name, mode in (("program", 0o4777), ("data", 0o666)):
        (folder / name).touch()
        (folder / name).chmod(mode)
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(outside / "kept")
    (folder / "d").mkdir(mode=0o700)
    files.seal(str(folder))
    assert sorted(given) == [(name, 0, 0) for name in ("d", "data", "link", "pipe", "program")]
    modes = {path.name: oct(path.lstat().st_mode & 0o7777) for path in folder.iterdir() if not path.is_symlink()}
    assert modes == {"program": "0o755", "data": "0o644", "d": "0o1777"}
    assert (outside / "kept").stat().st_mode & 0o777 != 0o777
