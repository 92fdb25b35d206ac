"""Members of a zip."""

import stat
import zlib
from collections.abc import Iterator
from functools import partial

from judge.archives.member import FULL_FOLDER, NOT_UTF8, SPECIAL, Member, is_root, plain_name
from judge.archives.zip_directory import Entry, entries
from judge.domain.paths import shown

_STORED, _DEFLATED = 0, 8


def zip_members(data: bytes, most: int) -> Iterator[Member]:
    """The entries in the order of the directory.

    Raises:
        ValueError: there are more than ``most``, or the directory is damaged; before any of them is unpacked.
    """
    for entry in entries(data, most):
        name, readable = _name(entry)
        folder = name.endswith("/")
        if folder and is_root(name):
            continue
        problem = _problem(entry, folder=folder) if readable else NOT_UTF8
        name = plain_name(name, folder=folder)
        yield Member(name, folder, problem, partial(_read, data, entry, name))


def _name(entry: Entry) -> tuple[str, bool]:
    """The name and whether it is UTF-8: several packers write that without setting the flag for it, and it is taken."""
    try:
        return entry.name.decode(), True
    except UnicodeError:
        return entry.name.decode("cp437"), False


def _problem(entry: Entry, *, folder: bool) -> str:
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        return SPECIAL
    if entry.encrypted:
        return "is encrypted; pack it without a password"
    if folder and entry.size:
        return FULL_FOLDER
    if entry.method not in (_STORED, _DEFLATED):
        return "is packed with a method that is not supported; use deflate, as zip -r does"
    return ""


def _read(data: bytes, entry: Entry, name: str, most: int) -> bytes:
    """At most ``most`` bytes; who gets fewer has all of them, and they are those that were packed.

    Raises:
        ValueError, zlib.error: they are not.
    """
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    if entry.method == _STORED:
        content, whole = bytes(packed[:most]), True
    else:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        content = unpacker.decompress(packed, most)
        whole = unpacker.eof and not unpacker.unused_data
    if len(content) < most and not (whole and len(content) == entry.size and zlib.crc32(content) == entry.crc):
        raise ValueError(f"{shown(name)} is damaged: its length or its checksum is not what the archive says")
    return content
