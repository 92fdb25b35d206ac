"""Tars written header by header, so that each may say anything."""

import gzip
import tarfile

_BLOCK = 512


def header(
    name: str, *, content: bytes = b"", kind: bytes = b"0", link: str = "", mode: int = 0o644, size: bytes = b""
) -> bytes:
    """A member; ``size`` is the field itself, that of ``content`` if not given. The checksum is always right."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.linkname = len(content), mode, link
    block = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    block[156:157] = kind
    block[124:136] = size or bytes(block[124:136])
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + content + bytes(-len(content) % _BLOCK)


def pax(record: bytes, *, kind: bytes = b"x") -> bytes:
    """An extended header with one record, ``key=value``."""
    length = len(record) + 2
    while length != len(str(length)) + len(record) + 2:
        length = len(str(length)) + len(record) + 2
    return header("pax", kind=kind, content=b"%d %s\n" % (length, record))


def gnu_header(name: bytes) -> bytes:
    """What GNU tar puts before a member whose name is too long."""
    return header("././@LongLink", kind=b"L", content=name + b"\0")


def packed(tar: bytes) -> bytes:
    return gzip.compress(tar, 6)


def tar_gz(*members: bytes) -> bytes:
    return packed(b"".join(members) + bytes(2 * _BLOCK))


def many_members(number: int) -> bytes:
    return tar_gz(*(header(f"{each}") for each in range(number)))
