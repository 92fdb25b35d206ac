"""Reads an uploaded zip or tar.gz into memory. Nothing is written to disk, nothing a header says is believed.

    bytes ── read_archive ──► path → content          (or one InvalidInput that lists every bad member)

``zips`` and ``tarballs`` yield members; this module counts and limits what they really hold: one byte more than
allowed is read, never two. Links, devices and encrypted members are refused, as are names no submission may use.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator

from judge.archives.member import Member
from judge.archives.tarballs import tar_members
from judge.archives.zips import zip_members
from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.paths import collisions, path_problem, shown
from judge.service.files import FileLimits, bounded

FIELD = "archive"
MAX_RATIO = 100
RATIO_FLOOR_BYTES = 256 * 1024
"""A small archive of repetitive text may well shrink by more than ``MAX_RATIO``; below this it harms nobody."""

_BROKEN = (zlib.error, EOFError, ValueError, ArithmeticError)


def _none(_path: str) -> bool:
    return False


def read_archive(
    data: bytes, limits: FileLimits, *, skip: Callable[[str], bool] = _none, ratio: int = MAX_RATIO
) -> dict[str, bytes]:
    """The files of a zip or tar.gz, by path, without those that ``skip`` says; folders leave no trace.

    It may unpack to ``ratio`` times its size.

    Raises:
        InvalidInput: with code ``invalid_archive`` and every problem found.
    """
    try:
        members = (member for member in _members(data, limits) if not skip(member.name))
        return _collect(members, limits, max(RATIO_FLOOR_BYTES, ratio * len(data)), ratio)
    except _BROKEN as error:
        raise _refusal([f"cannot be read: {error}. Make it again with zip -r or tar -czf"]) from error


def _members(data: bytes, limits: FileLimits) -> Iterator[Member]:
    most = 4 * limits.files + 100  # folders count as members too
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return zip_members(data, most)
    if data.startswith(b"\x1f\x8b"):
        return tar_members(data, most, limits.total_bytes)
    raise _refusal(["is neither a zip nor a tar.gz; make it with zip -r or tar -czf"])


def _collect(members: Iterable[Member], limits: FileLimits, most_bytes: int, ratio: int) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    names: list[str] = []
    problems: list[str] = []
    total = 0
    for member in members:
        if problem := member.problem or path_problem(member.name):
            problems.append(f"member {shown(member.name)} {problem}")
            continue
        if member.folder:
            continue
        if len(names) == limits.files:
            raise _refusal([*problems, f"has more than {limits.files} files; send fewer"])
        content = member.read(min(limits.file_bytes, limits.total_bytes - total) + 1)
        total += len(content)
        if total > limits.total_bytes:
            raise _refusal([*problems, f"holds more than {limits.total_bytes} bytes unpacked; send less"])
        if total > most_bytes:
            raise _refusal([*problems, f"unpacks to more than {ratio} times its size; leave out what is generated"])
        if len(content) > limits.file_bytes:
            problems.append(f"member {shown(member.name)} has more than {limits.file_bytes} bytes; make it smaller")
        names.append(member.name)
        files[member.name] = content
    problems += [f"member {shown(name)} {problem}" for name, problem in collisions(names)]
    if problems:
        raise _refusal(problems)
    return files


def _refusal(problems: list[str]) -> InvalidInput:
    found = bounded([FieldProblem(FIELD, problem) for problem in problems])
    return InvalidInput("The archive cannot be taken.", found, code="invalid_archive")
