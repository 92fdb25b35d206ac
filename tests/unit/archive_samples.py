"""Makes archives, good and bad, in memory."""

import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace


def make_zip(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return buffer.getvalue()


def make_zip_of(*members: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, content in members:
            archive.writestr(info, content)
    return buffer.getvalue()


def zip_link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def make_tar(files: Mapping[str, bytes], *, format: int = tarfile.PAX_FORMAT, mode: str = "w:gz") -> bytes:
    return make_tar_of(*((tarfile.TarInfo(name), content) for name, content in files.items()), format=format, mode=mode)


def make_tar_of(*members: tuple[tarfile.TarInfo, bytes], format: int = tarfile.PAX_FORMAT, mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=format) as archive:  # type: ignore[call-overload]  # any mode
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def tar_special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    return info, b""


@dataclass(frozen=True)
class ZipEntry:
    """One member of a zip, written field by field, so that it may say anything; ``None`` is what would be true."""

    name: bytes = b"main.py"
    content: bytes = b""
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    mode: int = 0
    extra: bytes = b""
    comment: bytes = b""
    raw: bytes | None = None
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    offset: int | None = None
    local: "ZipEntry | None" = None

    @property
    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.method != zipfile.ZIP_DEFLATED:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()

    def _numbers(self) -> tuple[int, int, int]:
        return (
            zlib.crc32(self.content) if self.crc is None else self.crc,
            len(self.body) if self.packed_size is None else self.packed_size,
            len(self.content) if self.size is None else self.size,
        )

    def head(self) -> bytes:
        """The member's own header; ``local`` is what it says instead."""
        told = self.local or replace(self, extra=b"")
        fields = (20, told.flags, told.method, 0, 33, *told._numbers(), len(told.name), len(told.extra))
        return struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + told.name + told.extra

    def listed(self, offset: int) -> bytes:
        """Its entry in the directory."""
        lengths = (len(self.name), len(self.extra), len(self.comment))
        where = offset if self.offset is None else self.offset
        fields = (0x314, 20, self.flags, self.method, 0, 33, *self._numbers(), *lengths, 0, 0, self.mode << 16, where)
        return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *fields) + self.name + self.extra + self.comment

    def packed(self, *, copies: int = 1) -> bytes:
        """A zip of this member, listed so many times."""
        return zip_of(self, copies=copies)


def zip_of(*members: ZipEntry, copies: int = 1, comment: bytes = b"", count: int | None = None) -> bytes:
    data, listed = bytearray(), bytearray()
    for member in members:
        listed += member.listed(len(data)) * copies
        data += member.head() + member.body
    number = min(copies * len(members), 0xFFFF) if count is None else count
    return zip_from(bytes(data), bytes(listed), number, comment)


def zip_from(data: bytes, listed: bytes, number: int, comment: bytes = b"") -> bytes:
    """Members and a directory that were made apart from one another."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(listed), len(data), len(comment))
    return data + listed + end + comment
