"""Reads what is to be imported: a folder, or a zip of one. Sizes are bounded as those of packages are.

Links to files inside the folder are followed, because the Kattis format allows them; all others are refused.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from judge.archives import read_archive
from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages import sizes
from judge.packages.folder import IGNORED
from judge.packages.paths import unfit
from judge.packages.problems import printable
from judge.service.files import FileLimits

LIMITS = FileLimits(files=sizes.MAX_FILES, file_bytes=sizes.MAX_FILE_BYTES, total_bytes=sizes.MAX_TOTAL_BYTES)
_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Source:
    """``name`` is that of the folder or archive, without its ending."""

    name: str
    files: Mapping[str, bytes]

    def within(self, marker: str) -> "Source":
        """The folder that has ``marker`` in it, where everything lies in one more folder (as zips often do)."""
        tops = {path.partition("/")[0] for path in self.files}
        if marker in self.files or len(tops) != 1:
            return self
        top = next(iter(tops)) + "/"
        inner = {path.removeprefix(top): content for path, content in self.files.items() if path.startswith(top)}
        return Source(top.rstrip("/"), inner) if marker in inner else self


def read_source(path: Path) -> Source:
    """Raises InvalidInput with everything that keeps it from being read."""
    if path.is_dir():
        return Source(path.resolve().name, _read_folder(path))
    try:
        with path.open("rb") as file:
            data = file.read(sizes.MAX_TOTAL_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > sizes.MAX_TOTAL_BYTES:
        raise InvalidInput(f"{path} is too large", (sizes.too_large_in_all(),))
    return Source(path.name.partition(".")[0], read_archive(data, LIMITS))


def _read_folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    problems: list[FieldProblem] = []
    total = 0
    for path in _walk(folder, problems):
        name = path.relative_to(folder).as_posix()
        if complaint := unfit(name) or _unreadable(path, folder):
            problems.append(FieldProblem(printable(name), complaint))
            continue
        try:
            with path.open("rb") as file:
                content = file.read(sizes.MAX_FILE_BYTES + 1)
        except OSError as error:
            problems.append(FieldProblem(name, f"cannot be read: {error.strerror}"))
            continue
        if len(content) > sizes.MAX_FILE_BYTES:
            problems.append(sizes.too_large(name, sizes.MAX_FILE_BYTES))
        files[name] = content
        total += len(content)
        if len(files) > sizes.MAX_FILES or total > sizes.MAX_TOTAL_BYTES:
            problems.append(sizes.too_many_files() if len(files) > sizes.MAX_FILES else sizes.too_large_in_all())
            break
        if len(problems) >= _MAX_PROBLEMS:
            break
    if problems:
        raise InvalidInput(f"{folder} cannot be read", tuple(problems))
    return files


def _walk(folder: Path, problems: list[FieldProblem]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        problems.append(FieldProblem(printable(str(error.filename)), f"cannot be read: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        yield from (Path(parent) / name for name in sorted([*names, *linked]) if name not in IGNORED)


def _unreadable(path: Path, folder: Path) -> str:
    """Why ``path`` cannot be read as a file of ``folder``; empty if it can."""
    try:
        target = path.resolve(strict=True)
        regular = stat.S_ISREG(target.stat().st_mode)
    except (OSError, RuntimeError):
        return "is a link to nothing; put the file itself here"
    if not regular:
        return "is not a file, or a link to a folder; put the files themselves here"
    if not target.is_relative_to(folder.resolve()):
        return "is a link out of the folder; put the file itself here"
    return ""
