"""challenge.yaml as text: what plain words mean, where lines are, and what is refused."""

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.packages.document import Unreadable, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-012", -12),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("no", "no"),
        ("yes", "yes"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!str 1", "1"),
        ("<<", "<<"),
    ],
)
def test_plain_words_mean_what_they_look_like(text, value):
    found = parse(f"key: {text}").value
    assert found == {"key": value}
    assert type(found["key"]) is type(value)


def test_infinity_and_nan_are_read_so_that_they_can_be_refused_by_name():
    value = parse("[.inf, -.INF, .nan]").value
    assert value[:2] == [math.inf, -math.inf]
    assert math.isnan(value[2])


def test_every_key_and_item_knows_its_line():
    document = parse("a:\n  - b: 1\n    c: 2\n  - [3,\n     4]\n")
    assert document.line(("a", 0, "c")) == 3
    assert document.line(("a", 1, 1)) == 5
    assert document.line(("a", 1, "unknown")) == 4
    assert document.line(("nothing",)) == 0


def test_a_key_given_twice_keeps_its_first_value_and_is_told():
    document = parse("a: 1\nb: 2\na: {a: 3}\n")
    assert document.value == {"a": 1, "b": 2}
    (twice,) = document.duplicates
    assert (twice.path, twice.first_line, twice.line) == (("a",), 1, 3)


def test_aliases_are_read_but_cannot_swell_without_bound():
    assert parse("a: &x [1, 2]\nb: *x").value == {"a": [1, 2], "b": [1, 2]}
    laughs = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    with pytest.raises(Unreadable, match="more than 20000 values"):
        parse(laughs)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1", 2),
        ("a: 1\n--- \nb: 2", 2),
        ("a: &x [*x]", 1),
        ("a: *x", 1),
        ("[1, 2]: 3", 1),
        ("&x a: 1\n*x : 2", 2),
        ("a: !!set {b}", 1),
        ("a: !x 1", 1),
        ("a: " + "[" * 5000, 1),
        ("a: " + "[" * 30 + "]" * 30, 1),
    ],
)
def test_what_a_challenge_has_no_use_for_is_refused_with_its_line(text, line):
    with pytest.raises(Unreadable) as raised:
        parse(text)
    assert abs(raised.value.line - line) <= 1


def is_no_number(text):
    try:
        float(text)
    except ValueError:
        return True
    return False


# Without control characters and line separators, which PyYAML folds, and without 0E0, a number since YAML 1.2 only.
texts = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" ", max_codepoint=0xFFFF), max_size=9
).filter(is_no_number)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
plain = st.dictionaries(texts, leaves | st.lists(leaves, max_size=3) | st.dictionaries(texts, leaves, max_size=3))


@settings(max_examples=50, deadline=None)
@given(plain)
def test_what_pyyaml_writes_is_read_back(value):
    assert parse(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True)).value == value


@given(st.text())
def test_no_text_does_anything_but_parse_or_be_refused(text):
    try:
        sentence = "" if parse(text) else "nothing was read"
    except Unreadable as refused:
        sentence = str(refused)
    assert sentence != "nothing was read"
