import gzip
import io
import struct
import subprocess
import tarfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from judge.archives import read_archive
from judge.domain.errors import InvalidInput
from judge.service.files import FileLimits
from tests.unit.archive_samples import (
    ZipEntry,
    make_tar,
    make_tar_of,
    make_zip,
    make_zip_of,
    tar_special,
    zip_link,
    zip_of,
)

LIMITS = FileLimits(files=5, file_bytes=1000, total_bytes=3000)
FILES = {"main.py": b"print(3)\n", "lib/größe.py": bytes(range(256)), "empty": b""}


def problems(data: bytes, limits: FileLimits = LIMITS) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_archive(data, limits)
    assert caught.value.code == "invalid_archive"
    assert {problem.field for problem in caught.value.problems} == {"archive"}
    return "; ".join(problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    "data",
    [
        make_zip(FILES),
        make_zip(FILES, method=zipfile.ZIP_STORED),
        make_tar(FILES),
        make_tar(FILES, format=tarfile.GNU_FORMAT),
        make_tar(FILES, format=tarfile.USTAR_FORMAT),
    ],
    ids=["zip", "zip-stored", "tar-pax", "tar-gnu", "tar-ustar"],
)
def test_files_come_out_as_they_went_in(data: bytes) -> None:
    assert read_archive(data, LIMITS) == FILES


def test_what_the_usual_programs_make_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "solution"
    (folder / "lib").mkdir(parents=True)
    (folder / "main.py").write_bytes(b"1")
    long = "lib/" + "x" * 120 + ".py"
    (folder / long).write_bytes(b"2")
    subprocess.run(["tar", "-czf", tmp_path / "dot.tgz", "."], cwd=folder, check=True)
    subprocess.run(["tar", "-czf", tmp_path / "top.tgz", "solution"], cwd=tmp_path, check=True)
    expected = {"main.py": b"1", long: b"2"}
    assert read_archive((tmp_path / "dot.tgz").read_bytes(), LIMITS) == expected
    under_top = {f"solution/{path}": content for path, content in expected.items()}
    assert read_archive((tmp_path / "top.tgz").read_bytes(), LIMITS) == under_top


def test_folders_leave_no_trace() -> None:
    assert read_archive(make_zip({"lib/": b"", "lib/a": b"1"}), LIMITS) == {"lib/a": b"1"}


@pytest.mark.parametrize("make", [make_zip, make_tar])
@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "a\\b", "a\nb"])
def test_names_that_lead_elsewhere_are_refused(make: object, name: str) -> None:
    assert "member" in problems(make({"ok": b"1", name: b"2"}))  # type: ignore[operator]  # one of the makers


def test_a_folder_entry_that_leads_elsewhere_is_refused() -> None:
    assert '"..' in problems(make_zip({"../x/": b"", "ok": b""}))


def test_links_are_refused() -> None:
    assert "link" in problems(make_zip_of(zip_link("a", "/etc/passwd")))
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"S", b"?"):
        assert "link, a device" in problems(make_tar_of(tar_special("a", kind, "/etc/passwd")))


def test_names_that_are_there_twice_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        double = make_zip_of((zipfile.ZipInfo("a"), b"1"), (zipfile.ZipInfo("a"), b"2"))
    assert "twice" in problems(double)
    assert "twice" in problems(make_tar_of((tarfile.TarInfo("a"), b"1"), (tarfile.TarInfo("a"), b"2")))
    assert "only in case" in problems(make_zip({"A": b"1", "a": b"2"}))
    assert "needs a folder" in problems(make_tar({"a": b"1", "a/b": b"2"}))


def test_encrypted_members_are_refused() -> None:
    data = bytearray(make_zip({"a": b"1"}))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + offset] |= 1
    assert "encrypted" in problems(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_can_ask_for_any_memory_are_refused(method: int) -> None:
    assert "deflate" in problems(make_zip({"a": b"1" * 100}, method=method))


def test_names_in_other_encodings_are_refused_and_unflagged_utf8_is_taken() -> None:
    flagged = make_zip({"é": b"1"})
    assert flagged.count("é".encode()) == 2
    unflagged = bytearray(flagged)
    for header, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        unflagged[unflagged.index(header) + offset] &= ~0x08
    assert read_archive(bytes(unflagged), LIMITS) == {"é": b"1"}
    assert "not UTF-8" in problems(bytes(unflagged).replace("é".encode(), b"\xe9x"))
    assert "not UTF-8" in problems(flagged.replace("é".encode(), b"\xe9x"))
    latin = gzip.compress(gzip.decompress(make_tar({"aXb": b"1"})).replace(b"aXb", b"aXc"))
    assert "damaged" in problems(latin)  # the header has a checksum
    info = tarfile.TarInfo("a\udce9b")
    block = info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + bytes(1024)
    assert "not UTF-8" in problems(gzip.compress(block))


def test_a_name_with_a_hidden_tail_is_refused() -> None:
    data = make_zip({"main.pyX../../x": b"1"}).replace(b"main.pyX", b"main.py\0")
    assert "control character" in problems(data)


def test_members_that_lie_over_one_another_are_refused() -> None:
    """Few bytes are inflated over and over, and empty blocks yield nothing that a limit could count."""
    blocks = b"\0\0\0\xff\xff" * 100 + b"\x01\0\0\xff\xff"
    assert "in the same place" in problems(ZipEntry(b"a", raw=blocks).packed(copies=3))
    inside = ZipEntry(b"b", raw=blocks)
    outer = ZipEntry(b"a", method=zipfile.ZIP_STORED, content=inside.head() + blocks)
    assert "in the same place" in problems(zip_of(outer, replace(inside, offset=len(outer.head()))))


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (ZipEntry(b"a", local=ZipEntry(b"b")).packed(), "different things"),
        (ZipEntry(b"a", local=ZipEntry(b"a", method=0)).packed(), "different things"),
        (ZipEntry(b"a", local=ZipEntry(b"a", flags=1)).packed(), "different things"),
        (ZipEntry(b"a", b"12", local=ZipEntry(b"a", b"12", size=9)).packed(), "different sizes"),
        (ZipEntry(b"a", b"12", local=ZipEntry(b"a", b"12", crc=9)).packed(), "different sizes"),
        (ZipEntry(b"a", b"12", crc=9).packed(), "damaged"),
        (ZipEntry(b"a", b"12", size=9).packed(), "damaged"),
        (ZipEntry(b"a", b"12", packed_size=3).packed(), "damaged"),
        (ZipEntry(b"a", b"12", packed_size=5000).packed(), "longer than the archive"),
        (ZipEntry(b"a", b"12", offset=7).packed(), "not where"),
        (ZipEntry(b"a", b"12", offset=1 << 31).packed(), "not where"),
        (ZipEntry(b"a", b"12", size=0xFFFFFFFF).packed(), "zip64"),
        (zip_of(ZipEntry(b"a"), count=2), "another number of members"),
        (zip_of(ZipEntry(b"a"), ZipEntry(b"b"), count=1), "another number of members"),
        (ZipEntry(b"a").packed() + b"x", "behind its end"),
        (ZipEntry(b"a").packed() + ZipEntry(b"b").packed(), "not where"),
        (ZipEntry(b"a").packed()[:-1], "its end is missing"),
        (ZipEntry(b"a/", b"12").packed(), "is a folder and has content"),
    ],
)
def test_a_zip_that_two_programs_would_read_differently_is_refused(archive: bytes, why: str) -> None:
    assert why in problems(archive)


def test_extra_fields_of_a_zip_take_no_time() -> None:
    """The standard library goes through them in quadratic time: this takes it many seconds."""
    fields = b"\x34\x12\0\0" * 16000
    limits = FileLimits(files=1000, file_bytes=1000, total_bytes=100_000)
    archive = zip_of(*(ZipEntry(b"%d" % number, extra=fields) for number in range(300)))
    started = time.process_time()
    assert len(read_archive(archive, limits)) == 300
    assert time.process_time() - started < 4


def test_a_tar_gz_is_one_stream() -> None:
    """A stream of many empty ones costs a reader for each."""
    assert "behind its end" in problems(make_tar({"a": b"1"}) + gzip.compress(b""))
    assert "behind its end" in problems(make_tar({"a": b"1"}) + b"x")
    assert read_archive(make_tar({"a": b"1"}) + bytes(600), LIMITS) == {"a": b"1"}
    two = gzip.decompress(make_tar({"a": b"1"})) + gzip.decompress(make_tar({"b": b"1"}))
    assert "behind its end" in problems(gzip.compress(two))


def test_what_is_said_beside_a_member_is_bounded() -> None:
    extended = tarfile.TarInfo("x")
    extended.type = tarfile.XHDTYPE
    assert "65536 bytes" in problems(make_tar_of((extended, b"x" * 70_000)))


def test_a_folder_with_content_is_refused() -> None:
    """Some programs take what follows its header for content, others for the next header."""
    data = bytearray(gzip.decompress(make_tar_of((tarfile.TarInfo("a"), b"12"))))
    data[156:157] = tarfile.DIRTYPE
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert "is a folder and has content" in problems(gzip.compress(bytes(data)))


def test_too_many_files_are_refused() -> None:
    many = {f"{n}": b"" for n in range(6)}
    assert "more than 5 files" in problems(make_zip(many))
    assert "more than 5 files" in problems(make_tar(many))


def test_a_directory_of_a_hundred_thousand_members_is_refused_before_it_is_read() -> None:
    flood = ZipEntry(b"a").packed(copies=100_000)
    started = time.process_time()
    assert "more than 120 members" in problems(flood)
    assert time.process_time() - started < 0.5


def test_large_files_are_refused() -> None:
    assert "more than 1000 bytes" in problems(make_zip({"a": b"x" * 1001}))
    assert "more than 1000 bytes" in problems(make_tar({"a": b"x" * 1001}))
    parts = {f"{n}": bytes([n]) * 900 for n in range(4)}
    assert "more than 3000 bytes" in problems(make_zip(parts))
    assert "more than 3000 bytes" in problems(make_tar(parts))


def test_a_bomb_is_refused_by_its_ratio() -> None:
    limits = FileLimits(files=10, file_bytes=10_000_000, total_bytes=10_000_000)
    bomb = {"a": bytes(9_000_000)}
    assert "100 times" in problems(make_zip(bomb), limits)
    assert "100 times" in problems(make_tar(bomb), limits)
    small = {"a": bytes(200_000)}
    assert read_archive(make_zip(small), limits) == small


def test_a_bomb_costs_no_more_memory_than_is_allowed() -> None:
    large = io.BytesIO()
    with gzip.GzipFile(fileobj=large, mode="wb", compresslevel=9) as packer:
        for _ in range(40):
            packer.write(bytes(1 << 20))
    started = time.process_time()
    assert "unpacks to more than" in problems(large.getvalue())
    assert time.process_time() - started < 0.5


def test_a_zip_that_lies_about_a_size_is_refused() -> None:
    data = bytearray(make_zip({"a": b"x" * 900}, method=zipfile.ZIP_STORED))
    for header, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(header) + offset, 1)
    assert "cannot be read" in problems(bytes(data))


def test_a_header_that_takes_a_regular_expression_for_ever_is_read_at_once() -> None:
    digits = tarfile.TarInfo("x")
    digits.type = tarfile.XHDTYPE
    limits = FileLimits(files=5, file_bytes=1 << 20, total_bytes=4 << 20)
    started = time.process_time()
    assert "extended header is damaged" in problems(make_tar_of((digits, b"1" * 60_000)), limits)
    assert time.process_time() - started < 0.5


def test_a_negative_size_ends_the_reading() -> None:
    block = bytearray(tarfile.TarInfo("x").tobuf(tarfile.GNU_FORMAT))
    block[124:136] = b"\xff" * 12  # minus one, in base 256
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    assert "negative size" in problems(gzip.compress(bytes(block) * 3))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"\x1f\x8b\x08", make_tar(FILES, mode="w:bz2")])
def test_what_is_no_archive_is_refused_with_how_to_make_one(data: bytes) -> None:
    assert "zip -r or tar -czf" in problems(data)
