"""Bounded texts, and the place where two outputs part."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.domain.report import Evidence
from worker.graders.evidence import TEXT_BYTES, Budget, clean, first_difference, line_difference, shown, shown_end


def test_a_long_text_is_cut_and_the_rest_counted():
    text = shown(b"x" * (TEXT_BYTES + 10))
    assert text.startswith("x" * TEXT_BYTES)
    assert text.endswith("10 more bytes")
    assert len(text) < TEXT_BYTES + 50
    assert shown(b"x" * TEXT_BYTES) == "x" * TEXT_BYTES


def test_a_long_text_may_be_shown_by_its_end_from_the_beginning_of_a_line():
    text = shown_end(b"first\n" * 1000 + b"half a line\nlast", 12)
    assert text == "6004 bytes before this …\nlast"
    assert shown_end(b"x" * 100, 20) == "80 bytes before this …\n" + "x" * 20
    assert shown_end(b"a\nb", 3) == "a\nb"


def test_no_character_is_shown_in_halves_where_a_text_is_cut():
    assert shown("ü".encode() * 3, 3) == "ü\n… and 3 more bytes"


def test_any_bytes_and_any_text_can_be_shown():
    shown(bytes(range(256)) * 100).encode("utf-8")
    clean("\ud800 half").encode("utf-8")


@given(st.binary(max_size=50), st.binary(max_size=50), st.binary(max_size=50))
def test_the_first_difference_is_the_length_of_the_common_prefix(common, left, right):
    expected, output = common + left, common + right
    length = first_difference(expected, output)
    assert expected[:length] == output[:length]
    assert length == min(len(expected), len(output)) or expected[length] != output[length]


def test_the_first_line_that_differs_is_shown_with_what_cannot_be_seen():
    assert line_difference(b"a\nb\nc\n", b"a\nb\r\nc\n") == "line 2\n- b\\n\n+ b\\r\\n"
    assert line_difference(b"a\nb\n", b"a\n") == "line 2\n- b\\n\n+ (end of output)"
    assert line_difference(b"a\n", b"a") == "line 1\n- a\\n\n+ a(end of output)"
    assert line_difference(b"a", b"a") == ""


def test_a_difference_in_megabytes_is_found_at_once_and_shown_briefly():
    expected = b"x" * 8_000_000
    started = time.process_time()
    diff = line_difference(expected, expected[:-1] + b"y")
    assert time.process_time() - started < 1
    assert len(diff) < 400


@pytest.mark.parametrize("output", [b"", b"x" * 7_000_000, b"x" * 100 + b"y" + b"x" * 7_000_000])
def test_a_difference_on_an_endless_line_is_shown_briefly(output):
    assert len(line_difference(b"x" * 8_000_000, output)) < 400


def test_evidence_ends_when_its_room_is_used_up():
    budget = Budget(left=10)
    evidence = Evidence(input="12345", output="12345")
    assert budget.spend(evidence) == evidence
    assert budget.spend(evidence) == Evidence()
