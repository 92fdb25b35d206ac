"""The directory of a zip and the headers it points to. What two readers could understand differently is refused.

``zipfile`` is not used: it goes through extra fields in quadratic time, and takes archives whose members lie over one
another, so that few bytes are inflated over and over. Nothing here takes longer than reading the archive once.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_CENTRAL_MARK, _LOCAL_MARK, _END_MARK = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
_ZIP64_MARK, _ZIP64_POINTER_BYTES = b"PK\x06\x07", 20
_ENCRYPTED = 0x1 | 0x40
_SIZES_FOLLOW = 0x8
_IN_ZIP64 = 0xFFFFFFFF
_ZIP64 = "it is in the form for archives above 4 GiB (zip64)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member, as the directory and its own header agree; its packed bytes are ``start`` to ``start + packed``."""

    name: bytes
    encrypted: bool
    method: int
    mode: int
    crc: int
    packed: int
    size: int
    header: int
    start: int


def entries(data: bytes, most: int) -> list[Entry]:
    """In the order of the directory.

    Raises:
        ValueError: there are more than ``most``, or the headers contradict each other.
    """
    end, start, count = _end(data)
    if count > most:
        raise ValueError(f"it has more than {most} members")
    found = list(_directory(data, start, end, most))
    if len(found) != count:
        raise ValueError("its directory has another number of members than its end says")
    free = 0
    for entry in sorted(found, key=lambda each: each.header):
        if entry.header < free:
            raise ValueError("two of its members are in the same place")
        free = entry.start + entry.packed
    if free > start:
        raise ValueError("a member is longer than the archive")
    return found


def _end(data: bytes) -> tuple[int, int, int]:
    """Where the directory ends and starts, and how many members it has."""
    at = data.rfind(_END_MARK)
    if at < 0 or len(data) - at < _END.size:
        raise ValueError("its end is missing")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise ValueError("there is something behind its end")
    if _IN_ZIP64 in (size, start) or data.startswith(_ZIP64_MARK, max(0, at - _ZIP64_POINTER_BYTES)):
        raise ValueError(_ZIP64)
    if (disk, first_disk, here) != (0, 0, count):
        raise ValueError("it is one of several parts")
    if start + size != at:
        raise ValueError("its directory is not where its end says")
    return at, start, count


def _directory(data: bytes, at: int, end: int, most: int) -> Iterator[Entry]:
    for _ in range(most + 1):
        if at >= end:
            return
        if end - at < _CENTRAL.size or not data.startswith(_CENTRAL_MARK, at):
            raise ValueError("its directory is damaged")
        fields = _CENTRAL.unpack_from(data, at)
        flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
        name_size, extra_size, comment_size = fields[10:13]
        attributes, header = fields[15:17]
        if _IN_ZIP64 in (packed, size, header):
            raise ValueError(_ZIP64)
        name = data[at + _CENTRAL.size : at + _CENTRAL.size + name_size]
        at += _CENTRAL.size + name_size + extra_size + comment_size
        if at > end:
            raise ValueError("its directory is damaged")
        yield Entry(
            name=name,
            encrypted=bool(flags & _ENCRYPTED),
            method=method,
            mode=attributes >> 16,
            crc=crc,
            packed=packed,
            size=size,
            header=header,
            start=_start(data, header, (name, flags & _ENCRYPTED, method), (crc, packed, size)),
        )
    raise ValueError(f"it has more than {most} members")


def _start(data: bytes, at: int, same: tuple[bytes, int, int], sizes: tuple[int, int, int]) -> int:
    """Where the member's data starts, behind its own header, which must say what the directory says."""
    if len(data) - at < _LOCAL.size or not data.startswith(_LOCAL_MARK, at):
        raise ValueError("a member is not where its directory says")
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(data, at)
    behind = at + _LOCAL.size
    name = data[behind : behind + name_size]
    if (name, flags & _ENCRYPTED, method) != same:
        raise ValueError("a member's own header and the directory say different things")
    told_before = not flags & _SIZES_FOLLOW and _IN_ZIP64 not in (packed, size)
    if told_before and (crc, packed, size) != sizes:
        raise ValueError("a member's own header and the directory say different sizes")
    return behind + int(name_size) + int(extra_size)
