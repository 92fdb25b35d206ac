"""Names of members: those that lead elsewhere or lie on one another, and what the judge must say of each."""

BAD_NAMES = [
    ("../../../../etc/cron.d/judge", 'has "." or ".." as a part'),
    ("a/../../b", 'has "." or ".." as a part'),
    ("a/./b", 'has "." or ".." as a part'),
    ("/etc/passwd", "is absolute"),
    ("//host/share", "is absolute"),
    ("..\\..\\x", "has a backslash"),
    ("C:\\x", "has a backslash"),
    ("a//b", "has an empty part"),
    ("a\nb", "a control character"),
    ("a\x1b[2Jb", "a control character"),
    ("a\u202egnp.exe", "an invisible character"),
    ("a\ufeff", "an invisible character"),
    ("a\u2028b", "a line separator"),
    ("/".join("abcdefghijklmnopq"), "levels deep"),
    ("n" * 300, "too long"),
    ("é" * 130, "too long"),
    ("/".join(["d" * 60] * 10), "too long"),
    ("Main.py", "differs from"),
    ("MAIN.PY", "differs from"),
    ("main.py/x", "needs a folder where"),
    ("main.py/x/y", "needs a folder where"),
]
HARMLESS_NAMES = [
    ".git/config",
    "conftest.py",
    "sitecustomize.py",
    "C:x",
    "-rf",
    "~root",
    "$(id)",
    "a b'c",
    "…",
    ".hidden",
    "NUL",
]
"""Ordinary names here: nothing is ever written under them outside a box, or passed through a shell."""
