"""Comparing outputs, of an enemy, with answers: any two get a verdict, and the same text is always right."""

import json
import math
import tempfile
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from judge.domain.challenge import Case, Checker, CheckerType
from judge.domain.verdict import Verdict
from worker.graders import evidence
from worker.graders.checkers import CHECKERS
from worker.graders.checkers.tokens import finite
from worker.supervisor import python_syntax

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
WORDS = st.sampled_from(
    [
        b"1",
        b"1.0",
        b"1e0",
        b"0x1",
        b"1e",
        b"-0",
        b"inf",
        b"nan",
        b"1e999",
        b"yes",
        b"YES",
        b" ",
        b"\n",
        b"\t",
        b"\x00",
        b"\xff",
        b"\xc3\xa9",
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b":",
        b",",
        b"1" * 400,
        b".",
        b"+",
        b"\\ud800",
        b"\xa0",
    ]
)
TEXTS = st.binary(max_size=40) | st.lists(WORDS, max_size=12).map(b"".join)
CHECKER = st.builds(
    Checker,
    type=st.sampled_from(sorted(CHECKERS)),
    case_sensitive=st.booleans(),
    space_sensitive=st.booleans(),
    abs_tolerance=st.sampled_from([0.0, 1e-6, 0.5]),
    rel_tolerance=st.sampled_from([0.0, 1e-6, 0.5]),
)
MEGABYTE = 1 << 20
LONG_S = 20.0
"""Far more than a linear pass over some megabytes takes on a busy machine, and far less than anything worse."""


def checked(checker: Checker, answer: bytes, output: bytes):
    return CHECKERS[checker.type](checker)(Case(name="hidden/1", group="hidden", input=b"", answer=answer), output)


@given(CHECKER, TEXTS, TEXTS)
@example(Checker(type=CheckerType.JSON), b"1", b'"\\ud800"')
def test_any_output_gets_a_verdict_that_can_be_stored(checker, answer, output) -> None:
    found = checked(checker, answer, output)
    allowed = {Verdict.ACCEPTED, Verdict.WRONG_ANSWER}
    if checker.type is CheckerType.JSON:
        allowed.add(Verdict.JUDGE_ERROR)  # an answer file that is not JSON
    assert found.outcome.verdict in allowed
    json.dumps([found.diff, found.outcome.detail]).encode()
    found.diff.encode()
    assert len(found.diff) < 10_000


@given(CHECKER, TEXTS)
def test_the_answer_itself_is_right(checker, text) -> None:
    verdict = checked(checker, text, text).outcome.verdict
    assert verdict is Verdict.ACCEPTED or (checker.type is CheckerType.JSON and verdict is Verdict.JUDGE_ERROR)


@given(JSON, st.integers(0, 3))
def test_json_is_right_however_it_is_laid_out(value, indent) -> None:
    answer, output = json.dumps(value).encode(), json.dumps(value, indent=indent or None, ensure_ascii=False)
    try:
        data = output.encode()
    except UnicodeEncodeError:
        return
    assert checked(Checker(type=CheckerType.JSON), answer, data).outcome.verdict is Verdict.ACCEPTED


@given(JSON, JSON)
def test_other_json_is_wrong(left, right) -> None:
    same = checked(Checker(type=CheckerType.JSON), json.dumps(left).encode(), json.dumps(right).encode())
    if same.outcome.verdict is Verdict.ACCEPTED:
        assert left == right
        assert isinstance(left, bool) == isinstance(right, bool)


@given(
    st.lists(st.sampled_from([b"a", b"B", b"12", b"\xff"]), max_size=6),
    st.lists(st.sampled_from(" \n\t\r"), min_size=8),
)
def test_white_space_between_words_makes_no_difference_unless_it_is_asked_for(words, spaces) -> None:
    gaps = "".join(spaces).encode()
    checker = Checker(type=CheckerType.TOKENS, case_sensitive=True)
    assert checked(checker, b" ".join(words), gaps + gaps.join(words) + gaps).outcome.verdict is Verdict.ACCEPTED
    more = checked(checker, b" ".join(words), b" ".join([*words, b"x"]))
    assert more.outcome.verdict is Verdict.WRONG_ANSWER


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1))
def test_a_number_within_the_tolerance_is_right(number, share) -> None:
    checker = Checker(type=CheckerType.FLOATS, abs_tolerance=1e-3, rel_tolerance=0)
    near = number + share * 1e-3
    verdict = checked(checker, repr(number).encode(), repr(near).encode()).outcome.verdict
    assert (verdict is Verdict.ACCEPTED) == (abs(near - number) <= 1e-3)


@given(
    st.binary(max_size=20)
    | st.floats().map(repr).map(str.encode)
    | st.floats(allow_nan=False).map(float.hex).map(str.encode)
)
def test_a_word_is_a_finite_number_or_none(word) -> None:
    value = finite(word)
    assert value is None or math.isfinite(value)


HUGE = {
    "digits": b"1" * (4 * MEGABYTE),
    "digits and a letter": b"1" * (4 * MEGABYTE) + b"x",
    "a fraction": b"0." + b"0" * (4 * MEGABYTE) + b"1",
    "an exponent": b"1e" + b"9" * (4 * MEGABYTE),
    "hexadecimal digits": b"0x" + b"f" * (4 * MEGABYTE),
    "words": b"1 " * (2 * MEGABYTE),
    "lines": b"1\n" * (2 * MEGABYTE),
    "spaces": b" " * (4 * MEGABYTE),
    "brackets": b"[" * (4 * MEGABYTE),
    "strings": b'"' * (4 * MEGABYTE),
    "quotes": b'{"a":' * MEGABYTE,
    "nothing that is text": b"\xff" * (4 * MEGABYTE),
}


LONG_JSON = json.dumps(["1"] * 40_000).encode()
"""An answer so long that megabytes are parsed, and not refused for their length."""


@pytest.mark.parametrize("kind", sorted(CHECKERS))
@pytest.mark.parametrize("name", HUGE)
def test_megabytes_of_anything_are_compared_in_time_that_grows_with_them(kind: CheckerType, name: str) -> None:
    began_s = time.process_time()
    for case_sensitive, space_sensitive in ((False, False), (True, True)):
        checker = Checker(
            type=kind,
            case_sensitive=case_sensitive,
            space_sensitive=space_sensitive,
            abs_tolerance=1e-6,
            rel_tolerance=1e-6,
        )
        found = checked(checker, LONG_JSON if kind is CheckerType.JSON else b"1 2 3\n", HUGE[name])
        assert found.outcome.verdict is Verdict.WRONG_ANSWER
        assert "far longer" not in found.diff
    assert time.process_time() - began_s < LONG_S


@given(st.binary(max_size=60), st.integers(1, 30))
def test_any_bytes_are_shown_briefly_from_either_end(data, limit) -> None:
    for long in (data, data * 40):
        for text in (evidence.shown(long, limit), evidence.shown_end(long, limit)):
            text.encode()
            assert len(text) <= limit + 60


@given(st.text(max_size=60), st.integers(4, 30))
def test_any_text_is_cleaned_for_json_and_xml(text, limit) -> None:
    cleaned = evidence.clean(text, limit)
    cleaned.encode()
    if len(text.encode("utf-8", "replace")) <= limit and text.isascii():
        assert cleaned == text


@given(TEXTS, TEXTS)
def test_a_difference_is_shown_if_and_only_if_there_is_one(expected, output) -> None:
    text = evidence.line_difference(expected, output)
    assert (text == "") == (expected == output)
    assert text.isascii()
    assert text.count("\n") == (2 if text else 0)


@given(
    st.binary(max_size=60)
    | st.lists(
        st.sampled_from(["(", "[", "def", "x", ":", "\n", "\t", "if", "1", "\x00", "\\", "#", "coding:z", "'''"])
    ).map("".join)
)
def test_any_source_compiles_or_has_a_problem(source) -> None:
    data = source if isinstance(source, bytes) else source.encode()
    with tempfile.NamedTemporaryFile(suffix=".py") as file:
        file.write(data)
        file.flush()
        found = python_syntax.problem(file.name)
    assert found is None or isinstance(found, Exception)
