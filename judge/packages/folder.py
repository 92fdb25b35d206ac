"""Reads a package folder into memory. The only module of packages that touches the disk.

Nothing is followed out of the folder: links and devices are problems, sizes are capped while reading.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages import sizes
from judge.packages.paths import unfit
from judge.packages.problems import MANIFEST, printable

IGNORED = frozenset({".git", ".DS_Store", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"})
"""Left by tools, never part of a challenge: trying a package out must not change its content hash."""

_MAX_PROBLEMS = 100


def package_folders(folder: Path) -> Iterator[Path]:
    """The packages in ``folder``: itself, if it is one, and those directly below it."""
    yield from (path.parent for path in folder.glob(MANIFEST))
    yield from sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))


def read_folder(folder: Path) -> dict[str, bytes]:
    """Relative path (with slashes) to content of every file in ``folder``.

    Raises:
        InvalidInput: there is no such folder, or something in it cannot be part of a package; lists every problem.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder", (FieldProblem("package", "is not a folder"),))
    files: dict[str, bytes] = {}
    problems: list[FieldProblem] = []
    total = 0
    for path in _walk(folder, problems):
        name = path.relative_to(folder).as_posix()
        if complaint := unfit(name):
            problems.append(FieldProblem(printable(name), complaint))
            continue
        limit = sizes.limit_of(name)
        content = _read(path, name, limit, problems)
        if len(content) > limit:
            problems.append(sizes.too_large(name, limit))
            continue
        files[name] = content
        total += len(content)
        if len(files) > sizes.MAX_FILES or total > sizes.MAX_TOTAL_BYTES:
            crowded = len(files) > sizes.MAX_FILES
            problems.append(sizes.too_many_files() if crowded else sizes.too_large_in_all())
            break
        if len(problems) >= _MAX_PROBLEMS:
            break
    if problems:
        raise InvalidInput(f"{folder.name} cannot be read as a challenge package", tuple(problems))
    return files


def _walk(folder: Path, problems: list[FieldProblem]) -> Iterator[Path]:
    """Regular files below ``folder`` in path order; anything else that is not a folder becomes a problem."""

    def unreadable(error: OSError) -> None:
        problems.append(FieldProblem(printable(str(error.filename)), f"cannot be read: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*names, *links]):
            if name in IGNORED or name.endswith(".pyc"):
                continue
            mode = (here / name).lstat().st_mode
            if stat.S_ISREG(mode):
                yield here / name
                continue
            what = "is a link; put the file itself here" if stat.S_ISLNK(mode) else "is not a file; take it away"
            problems.append(FieldProblem(printable((here / name).relative_to(folder).as_posix()), what))


def _read(path: Path, name: str, limit: int, problems: list[FieldProblem]) -> bytes:
    """At most one byte more than ``limit``, which proves that the file is larger."""
    try:
        # O_NOFOLLOW and O_NONBLOCK: between lstat and open the file may have become a link or a pipe.
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(limit + 1) or b""
    except OSError as error:
        problems.append(FieldProblem(name, f"cannot be read: {error.strerror}"))
        return b""
