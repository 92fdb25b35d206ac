"""The checker program that compares outputs as Classroom's autograding did."""

import re

FOLDER = "checker"
EACH = "each"

_NAMED = re.compile(r"\(\?<(?![=!])")

SOURCE = b'''\
"""Compares as GitHub Classroom did: line ends made equal, space around taken away, then in one of four ways."""

import re
import sys


def plain(text):
    return text.replace("\\r\\n", "\\n").strip()


with open(sys.argv[2], encoding="utf-8", errors="replace", newline="") as file:
    expected = file.read()
how = sys.argv[4]
if how == "each":
    # The answer begins with a line that says how it is compared.
    how, _, expected = expected.partition("\\n")
output = plain(sys.stdin.buffer.read().decode("utf-8", "replace"))
match how:
    case "exact":
        right = output == plain(expected)
    case "included":
        right = plain(expected) in output
    case "regex":
        right = re.search(expected, output, re.ASCII) is not None
    case "any":
        right = True
sys.exit(42 if right else 43)
'''


def as_python(pattern: str) -> str:
    """A regular expression of JavaScript as one of Python: groups with names are written differently."""
    return _NAMED.sub("(?P<", pattern)
