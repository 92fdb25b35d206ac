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
