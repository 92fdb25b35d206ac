"""Members of a tar.gz, walked header by header.

``tarfile`` itself is not used for the walk: a crafted archive keeps it busy for minutes (negative sizes,
CVE-2025-8194; the pattern for pax headers, CVE-2024-6232) and the interpreters this runs on are not all patched. Its
``TarInfo.frombuf`` decodes the headers; sizes and pax records are read here, in linear time.
"""

import gzip
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from judge.archives.member import NOT_UTF8, SPECIAL, Member, is_root, plain_name

_BLOCK = 512
_HEADERS_EACH = 3 * _BLOCK
"""Room for a header, a pax header and rounding, for each member."""
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
_LONG_NAME = tarfile.GNUTYPE_LONGNAME
_LONG_LINK = tarfile.GNUTYPE_LONGLINK


@dataclass(slots=True)
class _Extended:
    """What the headers before a member say about it."""

    name: str = ""
    size: int | None = None
    sparse: bool = False


def tar_members(data: bytes, most: int, total_bytes: int) -> Iterator[Member]:
    """The entries in order.

    Raises:
        ValueError: there are more than ``most`` or a header is wrong.
        OSError, EOFError, zlib.error: the compression is broken.
    """
    room = total_bytes + most * _HEADERS_EACH
    with gzip.GzipFile(fileobj=BytesIO(data)) as unpacker:
        tar = unpacker.read(room + 1)
    if len(tar) > room:
        raise ValueError(f"it holds more than {total_bytes} bytes")
    extended = _Extended()
    for number, (info, start, size) in enumerate(_entries(tar)):
        if number >= 2 * most:
            raise ValueError(f"it has more than {most} members")
        body = partial(_read, tar, start, size)
        if info.type == _LONG_NAME:
            extended.name = _text(body(size).rstrip(b"\0"))
        elif info.type == tarfile.XHDTYPE:
            extended = _extended(body(size))
        elif info.type == tarfile.XGLTYPE:
            if _extended(body(size)) != _Extended():
                raise ValueError("it has a global header that names a file")
        elif info.type != _LONG_LINK:
            if extended.size not in (None, size):
                raise ValueError("a member has two different sizes")
            member = _member(info, extended, body)
            extended = _Extended()
            if not (member.folder and is_root(member.name)):
                yield member


def _entries(tar: bytes) -> Iterator[tuple[tarfile.TarInfo, int, int]]:
    """Each header with where its data starts and how long that is."""
    offset = 0
    while (block := tar[offset : offset + _BLOCK]).strip(b"\0"):
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise ValueError(f"a header is damaged ({error})") from error
        start = offset + _BLOCK
        size = info.size
        if size < 0 or start + size > len(tar):
            raise ValueError("a member is longer than the archive")
        yield info, start, size
        offset = start + -(-size // _BLOCK) * _BLOCK


def _member(info: tarfile.TarInfo, extended: _Extended, body: "partial[bytes]") -> Member:
    name = extended.name or info.name
    folder = info.type == tarfile.DIRTYPE
    problem = "" if folder or (info.type in _PLAIN and not extended.sparse) else SPECIAL
    try:
        name.encode()
    except UnicodeEncodeError:
        problem = NOT_UTF8
    return Member(name if is_root(name) else plain_name(name, folder=folder), folder, problem, body)


def _extended(data: bytes) -> _Extended:
    """The pax records ``<length> <key>=<value>\\n`` that matter here."""
    found = _Extended()
    position = 0
    while position < len(data) and data[position]:
        space = data.find(b" ", position, position + 20)
        digits = data[position:space] if space > 0 else b""
        end = position + int(digits) if digits.isdigit() else 0
        key, equals, value = data[space + 1 : max(end - 1, 0)].partition(b"=")
        if not equals or data[end - 1 : end] != b"\n":
            raise ValueError("an extended header is damaged")
        if key == b"path":
            found.name = _text(value)
        elif key == b"size":
            found.size = int(value)
        elif key.startswith(b"GNU.sparse"):
            found.sparse = True
        position = end
    return found


def _read(tar: bytes, start: int, size: int, most: int) -> bytes:
    return tar[start : start + min(size, most)]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
