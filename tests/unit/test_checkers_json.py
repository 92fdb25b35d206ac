"""``json``: equal values, and outputs that try to hurt whoever reads them."""

import time

import pytest

from judge.domain.challenge import Checker, CheckerType
from tests.unit.grading_sample import case
from worker.graders.checkers import CHECKERS


def check(answer: bytes, output: bytes, **options):
    checker = Checker(type=CheckerType.JSON, **options)
    return CHECKERS[CheckerType.JSON](checker)(case("sample/01", b"", answer), output)


@pytest.mark.parametrize(
    ("answer", "output", "accepted"),
    [
        (b'{"a": 1, "b": [true, null]}', b'{"b":[true,null],"a":1}\n', True),
        (b"1", b"1.0", True),
        (b"1", b"true", False),
        (b"0", b"false", False),
        (b"null", b"0", False),
        (b"null", b"null", True),
        (b'"1"', b"1", False),
        (b'"a"', b'"A"', False),
        (b"[1,2]", b"[2,1]", False),
        (b"[1,2]", b"[1,2,3]", False),
        (b'{"a":1}', b'{"a":1,"b":2}', False),
        (b'{"a":1,"b":2}', b'{"a":1}', False),
        (b"{}", b"[]", False),
        (b"[]", b"[]", True),
        (b'"\\u00e9"', '"é"'.encode(), True),
        (b"[1]", b"[1] x", False),
        (b"[1]", b"", False),
        (b"[1]", b"[1", False),
        (b"[1]", b"\xef\xbb\xbf[1]", False),
        (b"[1]", "[1]".encode("utf-16"), False),
        (b'"\xc3\xa9"', b'"\xe9"', False),
        (b"12345678901234567890123", b"12345678901234567890124", False),
    ],
)
def test_json_is_compared_by_value(answer, output, accepted):
    checked = check(answer, output)
    assert checked.outcome.verdict == ("accepted" if accepted else "wrong_answer")
    assert bool(checked.diff) is not accepted


def test_numbers_may_differ_by_a_tolerance():
    assert check(b"[1000]", b"[1000.5]", abs_tolerance=1).outcome.verdict == "accepted"
    assert check(b"[1000]", b"[1000.5]", rel_tolerance=1e-3).outcome.verdict == "accepted"
    assert check(b"[1000]", b"[1000.5]").outcome.verdict == "wrong_answer"
    assert check(b"[1]", b"[true]", abs_tolerance=1).outcome.verdict == "wrong_answer"


def test_a_tolerance_is_a_share_of_the_answer_and_not_of_the_output():
    assert check(b"[1]", b"[1.9]", rel_tolerance=0.5).outcome.verdict == "wrong_answer"
    assert check(b"[1.9]", b"[1]", rel_tolerance=0.5).outcome.verdict == "accepted"


HOSTILE = {
    "the same key twice": (b'{"a": 2, "a": 1}', "the same key twice"),
    "the same key twice, deep inside": (b'{"a": {"b": 1, "b": 1}}', "the same key twice"),
    "not a number": (b'{"a": NaN}', "NaN is not JSON"),
    "infinity": (b'{"a": -Infinity}', "-Infinity is not JSON"),
    "a number that overflows": (b'{"a": 1e999}', "too large"),
    "an integer of many digits": (b'{"a": ' + b"9" * 60_000 + b"}", "too many digits"),
    "arrays all the way down": (b"[" * 60_000, "nested too deeply"),
    "closed arrays all the way down": (b"[" * 30_000 + b"]" * 30_000, "nested too deeply"),
    "objects all the way down": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
    "half a character": (b'{"a": "\\ud800"}', "$.a"),
    "a key of half a character": (b'{"\\ud800": 1}', 'key "a" is missing'),
    "no text at all": (bytes(range(256)), "not UTF-8"),
    "megabytes": (b"[" + b"1," * 2_000_000 + b"1]", "far longer"),
}
"""Each with why it is wrong: what is refused for its length alone meets nothing of what would read it."""


@pytest.mark.parametrize(("output", "why"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_output_is_a_wrong_answer_and_nothing_else(output, why):
    started = time.process_time()
    checked = check(b'{"a": 1}', output, abs_tolerance=0.1)
    assert checked.outcome.verdict == "wrong_answer"
    assert why in checked.diff
    (checked.diff + checked.outcome.message).encode("utf-8")
    assert len(checked.diff) < 5000
    assert time.process_time() - started < 1


def test_an_integer_that_no_float_can_hold_is_compared():
    huge = b"9" * 400
    assert check(huge, huge).outcome.verdict == "accepted"
    assert check(huge, b"1.5", rel_tolerance=0.1).outcome.verdict == "wrong_answer"


def test_an_answer_that_is_not_json_is_the_authors_fault():
    for answer in (b"oops", b'{"a":1,"a":1}', b""):
        checked = check(answer, b"{}")
        assert (checked.outcome.verdict, checked.outcome.cause) == ("judge_error", "checker_failed")


def test_the_diff_names_the_path():
    assert check(b'{"a": [1, {"b": 2}]}', b'{"a": [1, {"b": 3}]}').diff == "$.a[1].b\n- 2\n+ 3"
    assert check(b'{"a": {"x": 1}}', b'{"a": {}}').diff == '$.a: key "x" is missing'
    assert check(b"[[1]]", b"[[1, 2]]").diff == "$[0]: expected 1 items, got 2"
