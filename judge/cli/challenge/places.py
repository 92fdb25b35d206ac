"""Writes a package's files into a new folder: whole, or not at all."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from judge.domain.errors import FieldProblem, InvalidInput


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """``files`` into ``folder``, which must not be there yet (or be empty).

    Raises:
        InvalidInput: something is there, or the folder cannot be made.
    """
    if folder.is_symlink() or (folder.exists() and not _empty(folder)):
        raise InvalidInput(
            f"{folder} is there already; nothing is written over.",
            (FieldProblem(str(folder), "choose another name or place, or take the folder away"),),
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
            whole = Path(beside) / folder.name
            for path, content in files.items():
                target = whole / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            if folder.exists():
                folder.rmdir()
            shutil.move(whole, folder)
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be written: {error.strerror}") from error


def _empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
