"""Whatever bytes arrive: either files within the limits come out, or a refusal that says why."""

import gzip
import tarfile

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.archives import read_archive
from judge.domain.errors import InvalidInput
from judge.domain.paths import collisions, path_problem
from judge.service.files import FileLimits, file_problems
from tests.unit.archive_samples import ZipEntry, make_tar, make_zip, zip_of

LIMITS = FileLimits(files=6, file_bytes=2000, total_bytes=5000)
NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20)
FILES = st.dictionaries(NAMES, st.binary(max_size=700), min_size=1, max_size=6)


def fit(files: dict[str, bytes]) -> bool:
    return not any(path_problem(path) or path.endswith("/") for path in files) and not list(collisions(files))


@given(FILES)
@settings(max_examples=60, deadline=None)
def test_good_archives_give_back_their_files_and_bad_names_are_refused(files: dict[str, bytes]) -> None:
    for make in (make_zip, make_tar):
        found = files_or_refusal(make(files))
        if fit(files):
            assert found == files
        elif isinstance(found, dict):
            assert not found or not file_problems(found, LIMITS)


@given(FILES.filter(fit), st.data())
@settings(max_examples=80, deadline=None)
def test_damaged_archives_are_refused_or_still_within_the_limits(files: dict[str, bytes], data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from((make_zip(files), gzip.decompress(make_tar(files)))))
    damaged = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    packed = bytes(damaged) if raw.startswith(b"PK") else gzip.compress(bytes(damaged), 1)
    within_limits_or_refused(packed)


@st.composite
def zip_entries(draw: st.DrawFn, depth: int = 1) -> ZipEntry:
    """Members whose fields were chosen apart from one another: some agree, most do not."""
    number = st.sampled_from([None, None, 0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF]) | st.integers(0, 900)
    return ZipEntry(
        name=draw(st.sampled_from([b"a", b"A", b"a/b", b"a/", b"../a", b"/a", b"a\0b", b"\xff", b"e\xcc\x81", b""])),
        content=draw(st.binary(max_size=40)),
        method=draw(st.sampled_from([0, 8, 8, 12])),
        flags=draw(st.sampled_from([0, 0, 1, 8, 0x800])),
        mode=draw(st.sampled_from([0, 0, 0o100644, 0o104755, 0o120777, 0o040755, 0o020666])),
        extra=draw(st.binary(max_size=12)),
        comment=draw(st.binary(max_size=12)),
        raw=draw(st.none() | st.binary(max_size=20)),
        size=draw(number),
        packed_size=draw(number),
        crc=draw(number),
        offset=draw(number),
        local=draw(st.none() | zip_entries(depth - 1)) if depth else None,
    )


@given(st.lists(zip_entries(), max_size=4), st.none() | st.integers(0, 9), st.binary(max_size=8))
@settings(max_examples=150, deadline=None)
def test_zips_that_say_anything_of_themselves(members: list[ZipEntry], count: int | None, comment: bytes) -> None:
    within_limits_or_refused(zip_of(*members, count=count, comment=comment))


@st.composite
def tar_blocks(draw: st.DrawFn) -> bytes:
    """A header with its right checksum and anything else, and some data that may or may not be as long as it says."""
    block = bytearray(tarfile.TarInfo("x").tobuf(tarfile.USTAR_FORMAT))
    name = draw(st.sampled_from([b"a", b"A", b"a/b", b"a/", b"../a", b"/a", b"\xff", b"./", b".", b""]))
    block[:100] = name.ljust(100, b"\0")
    block[124:136] = draw(
        st.integers(0, 2000).map(lambda size: b"%011o\0" % size)
        | st.sampled_from([b"\xff" * 12, b"\x80" + b"\xff" * 11, b"\x80" + bytes(11), b"77777777777\0", bytes(12)])
        | st.binary(min_size=12, max_size=12)
    )
    block[156:157] = draw(
        st.sampled_from([b"0", b"\0", b"5", b"1", b"2", b"3", b"6", b"7", b"L", b"K", b"x", b"g", b"S"])
    )
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    data = draw(
        st.sampled_from(
            [
                b"",
                b"11 path=b/c\n",
                b"16 path=../../x\n",
                b"8 size=9\n",
                b"9 size=-1\n",
                b"22 GNU.sparse.major=1\n",
                b"99999 path=x\n",
                b"0 path=x\n",
                b"12 path=a\0b\n",
            ]
        )
        | st.binary(max_size=600)
    )
    return bytes(block) + data + bytes(-len(data) % 512)


@given(st.lists(tar_blocks(), max_size=5), st.sampled_from([b"", bytes(1024), b"x"]))
@settings(max_examples=150, deadline=None)
def test_tars_that_say_anything_of_themselves(blocks: list[bytes], end: bytes) -> None:
    within_limits_or_refused(gzip.compress(b"".join(blocks) + end, 1))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_streams_that_are_cut_or_damaged(data: st.DataObject) -> None:
    """The compression itself, not what is in it."""
    packed = bytearray(make_tar({"main.py": b"print(3)\n" * 60, "lib/x": bytes(500)}))
    for _ in range(data.draw(st.integers(0, 3))):
        packed[data.draw(st.integers(2, len(packed) - 1))] = data.draw(st.integers(0, 255))
    within_limits_or_refused(bytes(packed[: data.draw(st.integers(0, len(packed)))]))


@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"]), st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_noise_is_refused(start: bytes, noise: bytes) -> None:
    within_limits_or_refused(start + noise)


def within_limits_or_refused(data: bytes) -> None:
    found = files_or_refusal(data)
    if isinstance(found, InvalidInput):
        assert found.code == "invalid_archive"
        assert [problem.message for problem in found.problems if problem.message] != []
    else:
        assert not found or not file_problems(found, LIMITS)


def files_or_refusal(data: bytes) -> dict[str, bytes] | InvalidInput:
    try:
        return read_archive(data, LIMITS)
    except InvalidInput as error:
        return error
