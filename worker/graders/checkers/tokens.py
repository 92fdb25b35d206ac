"""``tokens`` and ``floats``: what the default output validator of the Kattis problem package format accepts.

Outputs are words between white space. Words are compared without regard to ASCII case unless ``case_sensitive``; the
white space itself only if ``space_sensitive``, and then every byte of it. Under ``floats`` a word of the answer that
reads as a finite number wants a number within the absolute *or* the relative tolerance (relative to the answer); any
other word of the answer (``inf``, ``nan``, ``IMPOSSIBLE``) is compared as text.
"""

import math
import re
from collections.abc import Callable, Sequence

from judge.domain.challenge import Case, Checker
from worker.graders.checkers.checked import RIGHT, Check, Checked, wrong
from worker.graders.evidence import line_difference, shown

_SPACE = re.compile(rb"([ \t\n\v\f\r]+)")
_WORD = re.compile(rb"[^ \t\n\v\f\r]+")
_WORD_BYTES = 200
_MATCH_LIMIT = 1 << 20

# What sscanf("%lf") of glibc takes in full. It reads hexadecimal too, and forgives an exponent without digits.
# Each digit can be read in one way only: with two, a word of a million digits and a letter would take hours.
_DECIMAL = re.compile(rb"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|[eE][+-]?)?")
_HEXADECIMAL = re.compile(rb"([+-]?0[xX](?:[\da-fA-F]+(?:\.[\da-fA-F]*)?|\.[\da-fA-F]+))(?:([pP][+-]?\d+)|[pP][+-]?)?")

Same = Callable[[bytes, bytes], bool]


def token_checker(checker: Checker) -> Check:
    same = _same_text(checker)

    def check(case: Case, output: bytes) -> Checked:
        answer, given = case.answer, output
        if not checker.case_sensitive:
            answer, given = answer.lower(), output.lower()
        if answer == given:
            return RIGHT
        if not checker.space_sensitive:
            words = answer.split()
            # One more than expected is enough to see that there are too many: memory stays that of the answer.
            if given.split(None, len(words)) == words:
                return RIGHT
        return _compare(case.answer, output, same, checker)

    return check


def float_checker(checker: Checker) -> Check:
    same_text = _same_text(checker)

    def same(expected: bytes, given: bytes) -> bool:
        number = finite(expected)
        if number is None:
            return same_text(expected, given)
        other = finite(given)
        if other is None:
            return False
        distance = abs(number - other)
        return distance <= checker.abs_tolerance or distance <= checker.rel_tolerance * abs(number)

    def check(case: Case, output: bytes) -> Checked:
        return RIGHT if case.answer == output else _compare(case.answer, output, same, checker)

    return check


def finite(word: bytes) -> float | None:
    """The number that ``word`` spells, if it is one and finite. Too small is 0; too large is no number."""
    try:
        if decimal := _DECIMAL.fullmatch(word):
            value = float(decimal[1] + (decimal[2] or b""))
        elif hexadecimal := _HEXADECIMAL.fullmatch(word):
            value = float.fromhex((hexadecimal[1] + (hexadecimal[2] or b"")).decode("ascii"))
        else:
            return None
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def _same_text(checker: Checker) -> Same:
    if checker.case_sensitive:
        return lambda expected, given: expected == given
    return lambda expected, given: expected == given or expected.lower() == given.lower()


def _compare(answer: bytes, output: bytes, same: Same, checker: Checker) -> Checked:
    if checker.space_sensitive:
        return _compare_with_space(answer, output, same)
    expected = answer.split()
    given = output.split(None, len(expected))
    for index, (left, right) in enumerate(zip(expected, given, strict=False)):
        if left != right and not same(left, right):
            return _wrong_word(output, index, left, right)
    if len(expected) != len(given):
        index = min(len(expected), len(given))
        return _wrong_word(output, index, _at(expected, index), _at(given, index))
    return RIGHT


def _compare_with_space(answer: bytes, output: bytes, same: Same) -> Checked:
    """Words at even places, the space between them at odd ones."""
    expected = _SPACE.split(answer)
    given = _SPACE.split(output, len(expected) // 2 + 1)
    for index, (left, right) in enumerate(zip(expected, given, strict=False)):
        if index % 2 and left != right:
            return wrong(line_difference(answer, output), "The white space differs.")
        if not index % 2 and not (same(left, right) if left and right else left == right):
            return _wrong_word(output, index // 2, left, right)
    return RIGHT if len(expected) == len(given) else wrong(line_difference(answer, output))


def _at(words: Sequence[bytes], index: int) -> bytes:
    return words[index] if index < len(words) else b""


def _wrong_word(output: bytes, index: int, expected: bytes, given: bytes) -> Checked:
    place = f"Word {index + 1}"
    if len(output) <= _MATCH_LIMIT:
        start = next((m.start() for n, m in enumerate(_WORD.finditer(output)) if n == index), len(output))
        line = output.count(b"\n", 0, start) + 1
        place += f", line {line}"
    return wrong(f"{place}\n- {_word(expected)}\n+ {_word(given)}", f"{place}.")


def _word(word: bytes) -> str:
    return shown(word, _WORD_BYTES) if word else "(end of output)"
