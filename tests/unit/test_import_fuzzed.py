"""Whatever is imported, it becomes a package that loads, or it is refused with problems; nothing else comes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.domain.errors import InvalidInput
from judge.imports import Imported, Source
from judge.imports.kattis import import_kattis
from judge.imports.kattis.tex import markdown
from judge.packages import load
from judge.runtimes import load_catalogue
from tests.kattis_packages import ANY_PAIR, SUBTASKS

RUNTIMES = load_catalogue()

KEYS = [
    "name",
    "type",
    "limits",
    "validation",
    "validator_flags",
    "keywords",
    "languages",
    "constants",
    "license",
    "source",
    "credits",
    "grading",
    "scoring",
    "score",
    "aggregation",
    "range",
    "accept_score",
    "grader_flags",
    "output_validator_args",
    "output_validator_flags",
    "args",
    "time_limit",
    "memory",
    "output",
    "time_multipliers",
    "required",
    "permitted",
    "language",
    "entrypoint",
    "flags",
    "problem_format_version",
    "en",
]
WORDS = [
    "legacy",
    "2023-07-draft",
    "scoring",
    "pass-fail",
    "custom",
    "default",
    "interactive",
    "case_sensitive",
    "float_tolerance",
    "1e-6",
    "sum",
    "min",
    "-1",
    "1e999",
    "0",
    "100",
    "unbounded",
    "python3",
    "cpp",
    "all",
    "WA",
    "AC",
    "main.py",
    "a/b",
    "..",
    "{",
    "[",
    "]",
    "}",
    "'",
    '"',
    "\\",
    ":",
    "-",
    "#",
    "%",
]

leaves = st.sampled_from(WORDS) | st.text(max_size=6) | st.integers() | st.floats() | st.booleans() | st.none()


def as_yaml(value, depth=0):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!s}: {as_yaml(inner, depth + 1)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_yaml(inner, depth + 1) for inner in value) + "]"
    return str(value)


values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
yamls = st.dictionaries(st.sampled_from(KEYS), values, max_size=8).map(
    lambda keys: "\n".join(f"{key}: {as_yaml(value)}" for key, value in keys.items()).encode("utf-8", "replace")
)
parts = st.sampled_from(
    [
        "data",
        "sample",
        "secret",
        "submissions",
        "accepted",
        "wrong_answer",
        "rejected",
        "include",
        "python3",
        "default",
        "output_validators",
        "output_validator",
        "problem_statement",
        "statement",
        "problem.yaml",
        "testdata.yaml",
        "test_group.yaml",
        "submissions.yaml",
        "problem.en.tex",
        "problem.md",
        "1.in",
        "1.ans",
        "1.yaml",
        "1.args",
        "1.files",
        "a.py",
        "a.cc",
        "A.java",
        "main.py",
        "__main__.py",
        "build",
    ]
) | st.text(max_size=4)
paths = st.lists(parts, min_size=1, max_size=5).map("/".join)
contents = (
    st.binary(max_size=30) | yamls | st.sampled_from([b"int main() {}", b"class A { void main() {} }", b"\\begin{"])
)


def made_or_refused(work):
    made: Imported | InvalidInput
    try:
        made = work()
    except InvalidInput as refused:
        made = refused
    if isinstance(made, InvalidInput):
        assert str(made)
        assert all(problem.message and problem.field.encode("utf-8", "surrogatepass") for problem in made.problems)
        return
    assert load(made.files, RUNTIMES, folder=made.id).stages
    assert all(note.file and note.message for note in made.notes)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(paths, contents, max_size=10), st.text(max_size=8))
def test_any_tree_is_imported_or_refused(files, name):
    made_or_refused(lambda: import_kattis(Source(name, files), RUNTIMES))


@pytest.mark.parametrize("package", [ANY_PAIR, SUBTASKS], ids=["legacy", "2023"])
def test_a_good_problem_with_anything_over_it_is_imported_or_refused(package):
    @settings(max_examples=150, deadline=None)
    @given(
        st.dictionaries(paths | st.sampled_from(sorted(package)), contents, max_size=4),
        st.sets(st.sampled_from(sorted(package)), max_size=3),
    )
    def over(added, gone):
        files = {path: content for path, content in package.items() if path not in gone} | added
        made_or_refused(lambda: import_kattis(Source("problem", files), RUNTIMES))

    over()


@settings(max_examples=100, deadline=None)
@given(yamls, st.sampled_from(["problem.yaml", "data/secret/test_group.yaml", "submissions/submissions.yaml"]))
def test_any_settings_are_read_or_refused(content, path):
    made_or_refused(lambda: import_kattis(Source("problem", {**SUBTASKS, path: content}), RUNTIMES))


TEX = st.lists(
    st.sampled_from(
        [
            "\\begin{itemize}",
            "\\end{itemize}",
            "\\item",
            "\\textbf{",
            "}",
            "{",
            "\\bf",
            "\\verb",
            "\\url{",
            "\\href{a}{",
            "$",
            "$$",
            "\\[",
            "\\]",
            "%",
            "\\\\",
            "\\problemname{",
            "\\begin{verbatim}",
            "\\end{verbatim}",
            "\\section*{",
            "[",
            "]",
            "``",
            "''",
            "--",
            "---",
            "~",
            "&",
            "\\illustration{0.3}{x}{",
            "\\",
            "\\frac{",
            "x",
            "\n",
        ]
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEX | st.text(max_size=60))
def test_any_tex_becomes_markdown(tex):
    assert isinstance(markdown(tex).markdown, str)


def test_a_long_hostile_statement_takes_no_longer_than_a_long_good_one():
    """Quadratic work on a quarter of a MiB would keep this from ending."""
    for piece in ("{", "\\begin{a}", "$", "\\url{", "[", "\\verb|", "\\textbf{", "%", "\\["):
        markdown(piece * (256 * 1024 // len(piece)))
