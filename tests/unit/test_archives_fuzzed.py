"""Whatever bytes arrive: either files within the limits come out, or a refusal that says why."""

import gzip

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.archives import read_archive
from judge.domain.errors import InvalidInput
from judge.domain.paths import collisions, path_problem
from judge.service.files import FileLimits, file_problems
from tests.unit.archive_samples import make_tar, make_zip

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
