"""``exact``, ``tokens`` and ``floats``. The C library is asked what a number is, as the Kattis validator asks it."""

import ctypes
import itertools
import math
import time
import tracemalloc

import pytest

from judge.domain.challenge import Checker, CheckerType
from tests.unit.grading_sample import case
from worker.graders.checkers import CHECKERS
from worker.graders.checkers.tokens import finite


def accepts(kind: str, answer: bytes, output: bytes, **options) -> bool:
    checker = Checker(type=CheckerType(kind), **options)
    checked = CHECKERS[checker.type](checker)(case("sample/01", b"", answer), output)
    assert checked.outcome.verdict in ("accepted", "wrong_answer")
    assert bool(checked.diff) == (checked.outcome.verdict == "wrong_answer")
    return checked.outcome.verdict == "accepted"


@pytest.mark.parametrize(
    ("answer", "output", "accepted"),
    [
        (b"a\n", b"a\n", True),
        (b"a\n", b"a", False),
        (b"a\n", b"a\r\n", False),
        (b"\xff", b"\xff", True),
        (b"", b"", True),
    ],
)
def test_exact_is_the_same_bytes(answer, output, accepted):
    assert accepts("exact", answer, output) is accepted


@pytest.mark.parametrize(
    ("answer", "output", "accepted"),
    [
        (b"1 2 3\n", b"1\n2\t3", True),
        (b"1 2 3\n", b"1 2 3 4", False),
        (b"1 2 3\n", b"1 2", False),
        (b"1 2 3\n", b"", False),
        (b"", b" \n", True),
        (b"", b"x", False),
        (b"Yes", b"YES", True),
        (b"1.0", b"1", False),
        (b"a\xc2\xa0b", b"a b", False),
        (b"\xc3\x84", b"\xc3\xa4", False),
        (b"a\x00b", b"a\x00c", False),
        (b"12 3", b"1 23", False),
    ],
)
def test_tokens_are_words_without_regard_to_case_and_space(answer, output, accepted):
    assert accepts("tokens", answer, output) is accepted


def test_case_counts_if_the_author_says_so():
    assert not accepts("tokens", b"Yes", b"yes", case_sensitive=True)
    assert not accepts("floats", b"Yes 1.0", b"yes 1.0", case_sensitive=True)
    assert accepts("floats", b"Yes 1.0", b"Yes 1", case_sensitive=True)


@pytest.mark.parametrize("kind", ["tokens", "floats"])
@pytest.mark.parametrize(
    ("answer", "output", "accepted"),
    [
        (b"1 2\n", b"1 2\n", True),
        (b"A 2\n", b"a 2\n", True),
        (b"1 2\n", b"1  2\n", False),
        (b"1 2\n", b"1 2", False),
        (b"1 2", b"1 2\n", False),
        (b" 1", b"1", False),
        (b"1", b" 1", False),
        (b"1\n", b"1\r\n", False),
        (b"1 2 3", b"1 2 3 4", False),
        (b"1 2 3", b"1 2", False),
        (b"", b" ", False),
    ],
)
def test_every_byte_of_space_counts_if_the_author_says_so(kind, answer, output, accepted):
    assert accepts(kind, answer, output, space_sensitive=True) is accepted


@pytest.mark.parametrize(
    ("answer", "output", "accepted"),
    [
        (b"1.0", b"1", True),
        (b"1.0", b"1.0009", True),
        (b"1.0", b"1.002", False),
        (b"1000", b"1000.9", True),
        (b"1000", b"1001.1", False),
        (b"-0.0", b"0", True),
        (b"1e3", b"1000", True),
        (b"16", b"0x10", True),
        (b"1.5", b"1.5f", False),
        (b"1.5", b"1,5", False),
        (b"1.5", b"1_5", False),
        (b"1.0", b"inf", False),
        (b"1.0", b"nan", False),
        (b"nan", b"NaN", True),
        (b"nan", b"1", False),
        (b"inf", b"INF", True),
        (b"inf", b"-inf", False),
        (b"inf", b"1e999", False),
        (b"1e999", b"1e999", True),
        (b"0", b"1e-400", True),
        (b"1e-400", b"5e-324", True),
        (b"case 1: 0.5", b"CASE 1: .5", True),
        (b"IMPOSSIBLE", b"1.0", False),
        (b"1.7e308", b"-1.7e308", False),
    ],
)
def test_floats_follow_the_kattis_default_validator(answer, output, accepted):
    assert accepts("floats", answer, output, abs_tolerance=1e-3, rel_tolerance=1e-3) is accepted


def test_either_tolerance_is_enough_and_none_means_equal():
    assert accepts("floats", b"1000", b"1000.5", abs_tolerance=1)
    assert accepts("floats", b"1000", b"1000.5", rel_tolerance=1e-3)
    assert not accepts("floats", b"0.001", b"0.002", rel_tolerance=1e-3)
    assert accepts("floats", b"1.50", b"1.5")
    assert not accepts("floats", b"1.5", b"1.5000001")


def test_a_tolerance_is_a_share_of_the_answer_and_not_of_the_output():
    assert not accepts("floats", b"1", b"1.9", rel_tolerance=0.5)
    assert accepts("floats", b"1.9", b"1", rel_tolerance=0.5)


def c_library(word: bytes) -> float | None:
    value, trash = ctypes.c_double(), ctypes.create_string_buffer(20)
    found = ctypes.CDLL(None).sscanf(word, b"%lf%10s", ctypes.byref(value), trash)
    return value.value if found == 1 and math.isfinite(value.value) else None


SIGNS = ("", "+", "-", "+-")
MANTISSAS = ("", "0", "12", "1.5", ".5", "5.", ".", "1.2.3", "1_0", "1,5", "in", "inf", "nan", "0x10", "0X1.8", "0x1g")
EXPONENTS = (
    "",
    "e3",
    "E-2",
    "e+1",
    "e",
    "e+",
    "e400",
    "e-400",
    "p3",
    "p",
    "f",
    "d1",
    "ee",
    "e3e",
    "p3p",
    "e3.",
    "e3e3",
)


def test_a_word_is_a_number_when_scanf_reads_all_of_it():
    words = ["".join(parts).encode() for parts in itertools.product(SIGNS, MANTISSAS, EXPONENTS)]
    unlike = [word for word in words if word and finite(word) != c_library(word)]
    assert unlike == []


def test_checking_is_linear_in_hostile_output():
    answer, output = b"1 " * 1000, b"1 " * 200_000
    started = time.process_time()
    for kind in ("exact", "tokens", "floats"):
        assert not accepts(kind, answer, output)
        assert not accepts(kind, answer, b"\n" * 400_000 + b"x")
        assert not accepts(kind, output, output + b"1")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("word", [b"1" * 60_000 + b"x", b"0x" + b"1" * 60_000 + b"z", b"1." + b"1" * 60_000 + b"e+x"])
def test_a_word_that_is_nearly_a_number_is_read_in_linear_time(word):
    started = time.process_time()
    assert not accepts("floats", b"1", word)
    assert time.process_time() - started < 1


def test_the_diff_points_at_the_first_wrong_word():
    checker = CHECKERS[CheckerType.TOKENS](Checker())
    checked = checker(case("sample/01", b"", b"a b\nc d\n"), b"a b\nc x\n")
    assert checked.diff == "Word 4, line 2\n- d\n+ x"
    assert checked.outcome.detail == "Word 4, line 2."


@pytest.mark.parametrize("kind", ["tokens", "floats"])
@pytest.mark.parametrize("space_sensitive", [False, True])
def test_checking_an_output_of_many_words_needs_no_more_memory_than_some_copies_of_it(kind, space_sensitive):
    output = b"12 " * 300_000
    tracemalloc.start()
    try:
        assert not accepts(kind, b"12 12 13", output, space_sensitive=space_sensitive)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 * len(output)


def test_the_diff_stays_short_whatever_the_words_are():
    for kind in ("exact", "tokens", "floats"):
        checker = CHECKERS[CheckerType(kind)](Checker())
        assert len(checker(case("sample/01", b"", b"a" * 100_000), b"b" * 100_000).diff) < 1000
