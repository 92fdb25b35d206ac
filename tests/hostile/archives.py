"""Archives that attack whoever unpacks them: what each tries, and what the judge must say of it.

``says`` is a part of the answer; an empty one means that the archive is harmless as it is read here, and is taken.
``files`` are what it then holds.
"""

import gzip
import random
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from tests.hostile.archive_names import BAD_NAMES, HARMLESS_NAMES
from tests.hostile.tarballs import gnu_header, header, many_members, packed, pax, tar_gz
from tests.unit.archive_samples import ZipEntry, make_tar, make_zip, make_zip_of, zip_from, zip_link, zip_of

MAIN = {"main.py": b"print('contained')\n"}
_ENTRY = ZipEntry(b"main.py", MAIN["main.py"])
_MIB = 1 << 20
_EMPTY_BLOCK, _LAST_EMPTY_BLOCK = b"\0\0\0\xff\xff", b"\x01\0\0\xff\xff"


@dataclass(frozen=True)
class Archive:
    tries: str
    make: Callable[[], bytes]
    says: str
    files: Mapping[str, bytes] = field(default_factory=lambda: MAIN)


def _names() -> dict[str, Archive]:
    """Each name in both formats."""
    found = {}
    for name, says in (*BAD_NAMES, *((name, "") for name in HARMLESS_NAMES)):
        files = {**MAIN, name: b"x"}
        for kind, make in (("zip", make_zip), ("tar", make_tar)):
            tries = f"a member called {name[:40]!a}"
            found[f"{kind}, {name[:24]!a}"] = Archive(tries, partial(make, files), says, files)
    return found


def _special(kind: bytes, name: str = "x", target: str = "/etc/passwd") -> bytes:
    return tar_gz(header(name, kind=kind, link=target))


def _overlapping() -> bytes:
    """The better zip bomb: many members share one kernel of packed bytes."""
    kernel = ZipEntry(b"kernel", bytes(_MIB))
    entries = [ZipEntry(b"%d" % number, kernel.content, raw=b"") for number in range(150)]
    data, listed = bytearray(), bytearray()
    for entry in entries:
        listed += replace(entry, packed_size=len(kernel.body)).listed(len(data))
        data += replace(entry, packed_size=len(kernel.body)).head()
    return zip_from(bytes(data) + kernel.body, bytes(listed), len(entries))


def _inflated_over_and_over() -> bytes:
    """All members are the same five MiB of packed nothing."""
    nothing = _EMPTY_BLOCK * (5 * _MIB // 5) + _LAST_EMPTY_BLOCK
    entry = ZipEntry(b"a", raw=nothing)
    return entry.packed(copies=200)


def _nested(depth: int) -> dict[str, bytes]:
    return {"main.py": b"", "inner.zip": make_zip(_nested(depth - 1))} if depth else MAIN


def _composed_and_decomposed(make: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    return make({**MAIN, "caf\u00e9.py": b"1", "cafe\u0301.py": b"2"})


def _lone_byte_names() -> bytes:
    return zip_of(_ENTRY, ZipEntry(b"\xff\xfe.py"))


def _encrypted() -> bytes:
    return zip_of(_ENTRY, ZipEntry(b"x", b"1", flags=1))


def _two_names() -> bytes:
    return zip_of(replace(_ENTRY, local=replace(_ENTRY, name=b"../evil")))


def _lying(**lies: int) -> Callable[[], bytes]:
    return lambda: zip_of(replace(_ENTRY, **lies))


ZIPS = {
    "zip, link": Archive("a link to /etc/passwd", lambda: make_zip_of(zip_link("x", "/etc/passwd")), "is a link"),
    "zip, link and file through it": Archive(
        "a link to a folder, and then a file in that folder",
        lambda: make_zip_of(zip_link("d", "/tmp"), (zipfile.ZipInfo("d/x"), b"1")),
        "is a link",
    ),
    "zip, device": Archive("a device", lambda: zip_of(_ENTRY, ZipEntry(b"x", mode=0o20666)), "is a link, a device"),
    "zip, fifo": Archive("a fifo", lambda: zip_of(_ENTRY, ZipEntry(b"x", mode=0o10666)), "is a link, a device"),
    "zip, setuid": Archive("a setuid program", lambda: zip_of(replace(_ENTRY, mode=0o104755)), ""),
    "zip, mode 000": Archive("a file nobody may read", lambda: zip_of(replace(_ENTRY, mode=0o100000)), ""),
    "zip, name with NUL": Archive(
        "a name that ends early for some", lambda: zip_of(_ENTRY, ZipEntry(b"x.py\0.txt")), "a control character"
    ),
    "zip, names that are no text": Archive("a name in no encoding", _lone_byte_names, "not UTF-8"),
    "zip, bomb": Archive("a thousandfold bomb", lambda: make_zip({"x": bytes(60 * _MIB)}), "more than"),
    "zip, many small bombs": Archive(
        "bombs that are each within the limit", lambda: make_zip({f"{n}": bytes(_MIB) for n in range(150)}), "more than"
    ),
    "zip, overlapping bomb": Archive("many members over one kernel", _overlapping, "in the same place"),
    "zip, inflated over and over": Archive("work without any output", _inflated_over_and_over, "in the same place"),
    "zip, in zip in zip": Archive("a zip in a zip in a zip", lambda: make_zip(_nested(20)), "", _nested(20)),
    "zip, 60000 members": Archive("a great number", lambda: make_zip({f"{n}": b"" for n in range(60_000)}), "members"),
    "zip, one listed 60000 times": Archive("a great number", lambda: _ENTRY.packed(copies=60_000), "members"),
    "zip, one more than allowed": Archive(
        "201 files", lambda: make_zip({f"{n}": b"" for n in range(201)}), "more than 200 files"
    ),
    "zip, long extra fields": Archive(
        "fields that readers go through in quadratic time",
        lambda: zip_of(_ENTRY, *(ZipEntry(b"%d" % n, extra=b"\x34\x12\0\0" * 16_000) for n in range(100))),
        "",
        files={**MAIN, **{f"{n}": b"" for n in range(100)}},
    ),
    "zip, long comment": Archive("a comment of 64 KiB", lambda: zip_of(_ENTRY, comment=b"x" * 65535), ""),
    "zip, an end in the comment": Archive(
        "two ends, and each reader chooses",
        lambda: zip_of(_ENTRY, comment=zip_of(ZipEntry(b"other.py"))),
        "not where its end says",
    ),
    "zip, twice the same name": Archive("which one wins?", lambda: zip_of(_ENTRY, _ENTRY), "is there twice"),
    "zip, file and folder": Archive(
        "one name as both", lambda: make_zip({**MAIN, "a": b"1", "a/b": b"2"}), "needs a folder where"
    ),
    "zip, two ways to write an accent": Archive(
        "two names, one file on some systems", lambda: _composed_and_decomposed(make_zip), "only in case or encoding"
    ),
    "zip, two names for one member": Archive("the headers name different files", _two_names, "different things"),
    "zip, size too small": Archive("a size that lies", _lying(size=1), "is damaged"),
    "zip, size too large": Archive("a size that lies", _lying(size=0x7FFFFFFF), "is damaged"),
    "zip, packed size too large": Archive(
        "a size that lies", _lying(packed_size=0x7FFFFFFF), "longer than the archive"
    ),
    "zip, wrong checksum": Archive("content that was changed", _lying(crc=1), "is damaged"),
    "zip, offset far behind": Archive("a member outside the archive", _lying(offset=0x7FFFFFF0), "not where"),
    "zip, zip64 marks": Archive("sizes of 64 bits", _lying(size=0xFFFFFFFF), "zip64"),
    "zip, encrypted": Archive("an encrypted member", _encrypted, "is encrypted"),
    "zip, lzma": Archive(
        "a method that asks for any memory", lambda: make_zip({"x": bytes(99)}, method=zipfile.ZIP_LZMA), "deflate"
    ),
    "zip, bzip2": Archive(
        "bombs that deflate cannot be", lambda: make_zip({"x": bytes(99)}, method=zipfile.ZIP_BZIP2), "deflate"
    ),
    "zip, prepended": Archive(
        "a program with a zip behind it", lambda: b"#!/bin/sh\n" + zip_of(_ENTRY), "neither a zip"
    ),
    "zip, behind a gzip": Archive(
        "a tar.gz for one reader, a zip for another", lambda: make_tar(MAIN) + make_zip({"x": b"1"}), "behind its end"
    ),
    "zip, trailing": Archive("bytes behind the end", lambda: zip_of(_ENTRY) + b"\0" * 100, "behind its end"),
    "zip, two in a row": Archive("one behind the other", lambda: zip_of(_ENTRY) + zip_of(_ENTRY), "not where"),
    "zip, truncated": Archive("half an archive", lambda: zip_of(_ENTRY)[:60], "end is missing"),
    "zip, several parts": Archive("more members than are here", lambda: zip_of(_ENTRY, count=9), "another number"),
    "zip, empty": Archive("nothing at all", zip_of, "is empty"),
}
TARS = {
    **{
        f"tar, {what}": Archive(what, lambda kind=kind: _special(kind), "is a link, a device")  # type: ignore[misc]  # bound early
        for what, kind in [
            ("link", tarfile.SYMTYPE),
            ("hard link to outside", tarfile.LNKTYPE),
            ("character device", tarfile.CHRTYPE),
            ("block device", tarfile.BLKTYPE),
            ("fifo", tarfile.FIFOTYPE),
            ("sparse file", tarfile.GNUTYPE_SPARSE),
            ("unknown type", b"?"),
        ]
    },
    "tar, file through a link": Archive(
        "a link to a folder, and then a file in that folder",
        lambda: tar_gz(header("d", kind=tarfile.SYMTYPE, link="/tmp"), header("d/x", content=b"1")),
        "is a link",
    ),
    "tar, hard link to a link": Archive(
        "a link, and a hard link to it",
        lambda: tar_gz(
            header("d", kind=tarfile.SYMTYPE, link="/etc/shadow"), header("e", kind=tarfile.LNKTYPE, link="d")
        ),
        "is a link",
    ),
    "tar, setuid": Archive(
        "a setuid program", lambda: tar_gz(header("main.py", content=MAIN["main.py"], mode=0o6777)), ""
    ),
    "tar, mode 000": Archive(
        "nobody may read it", lambda: tar_gz(header("main.py", content=MAIN["main.py"], mode=0)), ""
    ),
    "tar, bomb": Archive("a thousandfold bomb", lambda: make_tar({"x": bytes(60 * _MIB)}), "unpacks to more than"),
    "tar, bomb of zeros": Archive("no tar at all", lambda: gzip.compress(bytes(80 * _MIB)), "unpacks to more than"),
    "tar, many gzip members": Archive(
        "a reader's work for each", lambda: gzip.compress(b"") * (5 * _MIB // 20), "behind its end"
    ),
    "tar, long gzip name": Archive(
        "a reader's work for each byte",
        lambda: b"\x1f\x8b\x08\x08" + bytes(6) + b"x" * (5 * _MIB) + b"\0" + make_tar(MAIN)[10:],
        "",
    ),
    "tar, sparse by pax": Archive(
        "a file of a terabyte in some bytes",
        lambda: tar_gz(pax(b"GNU.sparse.major=1"), pax(b"GNU.sparse.realsize=1099511627776"), header("x")),
        "is a link, a device",
    ),
    "tar, pax path": Archive(
        "the extended header leads elsewhere", lambda: tar_gz(pax(b"path=../../x"), header("main.py")), '"."'
    ),
    "tar, pax path with NUL": Archive(
        "the extended header ends early", lambda: tar_gz(pax(b"path=a\0b"), header("main.py")), "a control character"
    ),
    "tar, pax size": Archive(
        "two sizes", lambda: tar_gz(pax(b"size=9"), header("main.py", content=b"1")), "two different sizes"
    ),
    "tar, negative pax size": Archive(
        "a reader that goes backwards", lambda: tar_gz(pax(b"size=-512"), header("main.py")), "two different sizes"
    ),
    "tar, pax linkpath": Archive(
        "a link by extended header only",
        lambda: tar_gz(pax(b"linkpath=/etc/passwd"), header("main.py", content=MAIN["main.py"])),
        "",
    ),
    "tar, global pax path": Archive(
        "all members have one name", lambda: tar_gz(pax(b"path=x", kind=b"g"), header("main.py")), "global header"
    ),
    "tar, pax of digits": Archive(
        "a pattern that goes on for ever", lambda: tar_gz(header("x", kind=b"x", content=b"1" * 60_000)), "damaged"
    ),
    "tar, pax of many MiB": Archive(
        "much before the first file",
        lambda: tar_gz(header("x", kind=b"x", content=b"1" * (3 * _MIB))),
        "extended header",
    ),
    "tar, pax that ends in itself": Archive(
        "a record of length nought", lambda: tar_gz(header("x", kind=b"x", content=b"0 path=x\n")), "damaged"
    ),
    "tar, GNU long name": Archive(
        "the name before leads elsewhere", lambda: tar_gz(gnu_header(b"../../x"), header("main.py")), '"."'
    ),
    "tar, GNU long name of a MiB": Archive(
        "a name of a MiB", lambda: tar_gz(gnu_header(b"x" * _MIB), header("main.py")), "extended header"
    ),
    "tar, many long names": Archive(
        "names for nobody", lambda: tar_gz(*[gnu_header(b"x" * 200)] * 4000, header("main.py")), "members"
    ),
    "tar, negative size": Archive(
        "a reader that goes backwards", lambda: tar_gz(header("x", size=b"\xff" * 12)), "negative size"
    ),
    "tar, huge size": Archive(
        "a file of many exabytes", lambda: tar_gz(header("x", size=b"\x80" + b"\x7f" * 11)), "longer than the archive"
    ),
    "tar, huge octal size": Archive(
        "8 GiB", lambda: tar_gz(header("x", size=b"77777777777\0")), "longer than the archive"
    ),
    "tar, size that is no number": Archive("no number", lambda: tar_gz(header("x", size=b"12z45678901\0")), "damaged"),
    "tar, wrong checksum": Archive("a damaged header", lambda: packed(b"x" + bytes(511) + bytes(1024)), "damaged"),
    "tar, folder with content": Archive(
        "two ways to read on", lambda: tar_gz(header("d", kind=b"5", content=b"x" * 512)), "is a folder and has content"
    ),
    "tar, 60000 members": Archive("a great number", lambda: many_members(60_000), "more than"),
    "tar, twice the same name": Archive("which one wins?", lambda: tar_gz(header("a"), header("a")), "is there twice"),
    "tar, two ways to write an accent": Archive(
        "two names, one file on some systems", lambda: _composed_and_decomposed(make_tar), "only in case or encoding"
    ),
    "tar, a second one behind": Archive(
        "files that some programs see",
        lambda: packed(gzip.decompress(make_tar(MAIN)) + gzip.decompress(make_tar({"x": b"1"}))),
        "behind its end",
    ),
    "tar, truncated": Archive(
        "half an archive", lambda: make_tar({"x": random.Random(1).randbytes(9000)})[:4000], "ends in"
    ),
    "tar, cut at a block": Archive(
        "no end", lambda: packed(gzip.decompress(make_tar({"x": b"1" * 600}))[:1100]), "longer"
    ),
    "tar, not packed": Archive("no gzip around it", lambda: gzip.decompress(make_tar(MAIN)), "neither a zip"),
    "tar, bzip2": Archive("another packer", lambda: make_tar(MAIN, mode="w:bz2"), "neither a zip"),
    "tar, xz": Archive("another packer", lambda: make_tar(MAIN, mode="w:xz"), "neither a zip"),
    "tar, empty": Archive("nothing at all", lambda: make_tar({}), "is empty"),
    "nothing": Archive("no bytes", lambda: b"", "neither a zip"),
    "noise": Archive("any bytes", lambda: random.Random(2).randbytes(100_000), "neither a zip"),
}
ARCHIVES = {**_names(), **ZIPS, **TARS}
