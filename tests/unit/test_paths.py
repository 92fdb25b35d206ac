import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from judge.domain.paths import MAX_DEPTH, collisions, path_problem, shown

GOOD = [
    "main.py",
    "a/b/c.txt",
    ".env",
    "a b.txt",
    "größe.py",
    "-o",
    "a..b",
    "...",
    "x" * 255,
    "/".join("a" * MAX_DEPTH),
]


@pytest.mark.parametrize("path", GOOD)
def test_plain_relative_paths_are_taken(path: str) -> None:
    assert path_problem(path) == ""


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "empty"),
        ("/etc/passwd", "absolute"),
        ("../x", '".."'),
        ("a/../b", '".."'),
        ("a/.", '"."'),
        ("./a", '"."'),
        ("a//b", "empty part"),
        ("a/", "empty part"),
        ("a\\b", "backslash"),
        ("..\\x", "backslash"),
        ("a\0b", "control"),
        ("a\nb", "control"),
        ("a\x7fb", "control"),
        ("a\u202eb", "invisible"),
        ("a\ud800", "not valid Unicode"),
        ("a\u2028b", "line separator"),
        ("a\u2029b", "paragraph separator"),
        ("/".join("a" * (MAX_DEPTH + 1)), "levels deep"),
        ("x" * 256, "too long"),
        ("ü" * 200, "too long"),
        ("/".join(["x" * 200] * 3), "too long"),
        ("/".join(["ü" * 100] * 3), "too long"),
    ],
)
def test_other_paths_are_refused_with_the_reason(path: str, says: str) -> None:
    assert says in path_problem(path)


@pytest.mark.parametrize(
    ("paths", "says"),
    [
        (["a", "a"], "twice"),
        (["Main.py", "main.py"], "only in case"),
        (["stra\u00dfe", "STRASSE"], "only in case"),
        (["\u00e9.py", "e\u0301.py"], "only in case or encoding"),
        (["a", "a/b"], "needs a folder"),
        (["a/b", "a"], "needs a folder of that name"),
        (["a/b/c", "A"], "needs a folder of that name"),
    ],
)
def test_paths_that_cannot_stand_beside_each_other_are_found(paths: list[str], says: str) -> None:
    ((path, problem),) = collisions(paths)
    assert path == paths[1]
    assert says in problem


def test_files_of_one_folder_do_not_collide() -> None:
    assert list(collisions(["a/b", "a/c", "A/d", "ab", "a.b"])) == []


@given(st.text(max_size=300))
@example("x" * 121)
@example("\n" * 300)
def test_any_text_gets_a_path_verdict_that_can_be_shown(path: str) -> None:
    assert isinstance(path_problem(path), str)
    assert shown(path).isprintable()
    assert len(shown(path)) <= 123


def test_an_escaped_character_is_told_from_a_backslash_and_a_letter() -> None:
    assert shown("a\nb") != shown("a\\nb")
    assert shown('a"b') == '"a\\"b"'


@given(st.lists(st.text(alphabet="aAbéE\u0301/", min_size=1, max_size=6), max_size=8))
def test_paths_without_collision_make_a_tree(paths: list[str]) -> None:
    good = [path for path in paths if not path_problem(path)]
    if not list(collisions(good)):
        tree: dict[str, str] = {}
        for path in good:
            assert path.casefold() not in tree
            tree[path.casefold()] = "file"
        for path in good:
            parts = path.casefold().split("/")
            assert all("/".join(parts[:n]) not in tree for n in range(1, len(parts)))
