"""Whatever is imported, it becomes a package that loads, or it is refused with problems; nothing else comes out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.imports import Source
from judge.imports.classroom import import_classroom
from judge.imports.classroom.commands import understand
from judge.imports.classroom.reading import JSON, WORKFLOWS
from judge.imports.kattis import import_kattis
from judge.imports.kattis.tex import markdown
from tests.classroom_assignments import ASSIGNMENT, WORKFLOW
from tests.kattis_packages import ANY_PAIR, SUBTASKS
from tests.unit.import_fuzz import RUNTIMES, contents, leaves, made_or_refused, paths, yamls


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(paths, contents, max_size=10), st.text(max_size=8))
def test_any_tree_is_imported_or_refused(files, name):
    made_or_refused(lambda: import_kattis(Source(name, files), RUNTIMES))


@pytest.mark.parametrize("package", [ANY_PAIR, SUBTASKS], ids=["legacy", "2023"])
def test_a_good_problem_with_anything_over_it_is_imported_or_refused(package):
    own = st.sampled_from(sorted(package))

    @settings(max_examples=40, deadline=None)
    @given(st.dictionaries(paths | own, contents, max_size=4), st.sets(own, max_size=3))
    def over(added, gone):
        files = {path: content for path, content in package.items() if path not in gone} | added
        made_or_refused(lambda: import_kattis(Source("problem", files), RUNTIMES))

    over()


@settings(max_examples=40, deadline=None)
@given(yamls, st.sampled_from(["problem.yaml", "data/secret/test_group.yaml", "submissions/submissions.yaml"]))
def test_any_settings_are_read_or_refused(content, path):
    made_or_refused(lambda: import_kattis(Source("problem", {**SUBTASKS, path: content}), RUNTIMES))


_TEX = r"""
\begin{itemize} \end{itemize} \item \textbf{ } { \bf \verb \url{ \href{a}{ $ $$ \[ \] % \\ \problemname{ [ ] `` '' --
\begin{verbatim} \end{verbatim} \section*{ --- ~ & \illustration{0.3}{x}{ \ \frac{ x
"""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*_TEX.split(), "\n"]), max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_tex_becomes_markdown(tex):
    assert isinstance(markdown(tex).markdown, str)


@pytest.mark.parametrize("piece", ["{", "\\begin{a}", "$", "\\url{", "[", "\\verb|", "\\textbf{", "%", "\\["])
def test_a_long_hostile_statement_takes_no_longer_than_a_long_good_one(piece):
    """Quadratic work on a quarter of a MiB would keep this from ending."""
    markdown(piece * (256 * 1024 // len(piece)))


_TEST_KEYS = "name setup run input output comparison timeout points"
_COMMANDS = """
python3 hello.py;python3 main.py a 'b;pytest;pytest tests;pytest a.py::b -k c;node a.js;java A;./a;go run .;&&;-m;a | b
g++ a.cpp -o a && ./a;python -m unittest;python3 hello.py < data.txt;< x;timeout 1;java;pip install;make;exact;regex
pip install -r requirements.txt;(?<a>
"""
commands = st.sampled_from([each for line in _COMMANDS.split("\n") for each in line.split(";")])
test_values = commands | leaves
tests = st.lists(st.dictionaries(st.sampled_from(_TEST_KEYS.split()), test_values, max_size=8) | leaves, max_size=5)
_NAMES = "hello.py main.py a.js A.java tests/test_a.py conftest.py a.py data.txt"
repositories = st.dictionaries(paths | st.sampled_from([*_NAMES.split(), *ASSIGNMENT]), contents, max_size=6)


@settings(max_examples=60, deadline=None)
@given(tests | test_values, repositories, st.booleans())
def test_any_autograding_is_imported_or_refused(listed, files, good):
    over = {**(ASSIGNMENT if good else {}), **files, JSON: json.dumps({"tests": listed}).encode()}
    made_or_refused(lambda: import_classroom(Source("assignment", over), RUNTIMES))


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=60) | yamls, repositories)
def test_any_workflow_is_imported_or_refused(content, files):
    path = WORKFLOWS + "classroom.yml"
    for text in (content, WORKFLOW[path] + content, content + b"# grader@"):
        made_or_refused(lambda text=text: import_classroom(Source("x", {**WORKFLOW, **files, path: text}), RUNTIMES))


@settings(max_examples=100, deadline=None)
@given(st.lists(commands | st.text(max_size=5), max_size=4).map(" ".join), st.text(max_size=20))
def test_any_command_is_understood_or_not(run, setup):
    assert understand(run, setup)
