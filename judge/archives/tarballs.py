"""Members of a tar.gz, walked header by header.

``tarfile`` itself is not used for the walk: a crafted archive keeps it busy for minutes (negative sizes,
CVE-2025-8194; the pattern for pax headers, CVE-2024-6232) and the interpreters this runs on are not all patched. Its
``TarInfo.frombuf`` decodes the headers; sizes and pax records are read here, in linear time.
"""

import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from judge.archives.gunzip import unpacked
from judge.archives.member import FULL_FOLDER, NOT_UTF8, SPECIAL, Member, is_root, plain_name

_BLOCK = 512
_HEADERS_EACH = 3 * _BLOCK
"""Room for a header, a pax header and rounding, for each member."""
_PIECE_BYTES = 64 * 1024
_EXTENDED_BYTES = 64 * 1024
"""Of what is said of one member beside its header; a path may have 512."""
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
_LONG_NAME = tarfile.GNUTYPE_LONGNAME
_LONG_LINK = tarfile.GNUTYPE_LONGLINK
_BESIDE = (_LONG_NAME, _LONG_LINK, tarfile.XHDTYPE, tarfile.XGLTYPE)


@dataclass(slots=True)
class _Extended:
    """What the headers before a member say about it."""

    name: str = ""
    size: int | None = None
    sparse: bool = False


class _Body:
    """The data behind a header; what nobody reads is passed over before the next one."""

    def __init__(self, tar: io.BufferedReader, size: int) -> None:
        self._tar = tar
        self._left = size + -size % _BLOCK
        self.size = size

    def read(self, most: int) -> bytes:
        """At most ``most`` bytes from its beginning; once only."""
        return self._take(min(most, self.size))

    def skip(self) -> None:
        while self._left:
            self._take(min(self._left, _PIECE_BYTES))

    def _take(self, size: int) -> bytes:
        taken = self._tar.read(size)
        if len(taken) < size:
            raise ValueError("a member is longer than the archive")
        self._left -= size
        return taken


def tar_members(data: bytes, most: int, total_bytes: int) -> Iterator[Member]:
    """The entries in order; each is to be read before the next one is asked for.

    Raises:
        ValueError: there are more than ``most`` or a header is wrong.
        EOFError, zlib.error: the compression is broken.
    """
    room = total_bytes + most * _HEADERS_EACH
    extended = _Extended()
    for number, (info, body) in enumerate(_entries(unpacked(data, room))):
        if number >= 2 * most:
            raise ValueError(f"it has more than {most} members")
        if info.type in _BESIDE:
            extended = _told(info.type, _beside(body), extended)
            continue
        if extended.size not in (None, body.size):
            raise ValueError("a member has two different sizes")
        member = _member(info, extended, body)
        extended = _Extended()
        if not (member.folder and is_root(member.name)):
            yield member


def _entries(tar: io.BufferedReader) -> Iterator[tuple[tarfile.TarInfo, _Body]]:
    while (block := tar.read(_BLOCK)).strip(b"\0"):
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise ValueError(f"a header is damaged ({error})") from error
        if info.size < 0:
            raise ValueError("a member has a negative size")
        body = _Body(tar, info.size)
        yield info, body
        body.skip()
    while behind := tar.read(_PIECE_BYTES):
        if behind.strip(b"\0"):
            raise ValueError("there is something behind its end")


def _beside(body: _Body) -> bytes:
    if body.size > _EXTENDED_BYTES:
        raise ValueError(f"an extended header has more than {_EXTENDED_BYTES} bytes")
    return body.read(body.size)


def _told(kind: bytes, data: bytes, before: _Extended) -> _Extended:
    """What is known of the next member after one more header about it."""
    if kind == _LONG_NAME:
        before.name = _text(data.rstrip(b"\0"))
    elif kind == tarfile.XHDTYPE:
        return _extended(data)
    elif kind == tarfile.XGLTYPE and _extended(data) != _Extended():
        raise ValueError("it has a global header that names a file")
    return before


def _member(info: tarfile.TarInfo, extended: _Extended, body: _Body) -> Member:
    name = extended.name or info.name
    folder = info.type == tarfile.DIRTYPE
    problem = "" if folder or (info.type in _PLAIN and not extended.sparse) else SPECIAL
    if folder and body.size:
        problem = FULL_FOLDER
    try:
        name.encode()
    except UnicodeEncodeError:
        problem = NOT_UTF8
    return Member(name if is_root(name) else plain_name(name, folder=folder), folder, problem, body.read)


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


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
