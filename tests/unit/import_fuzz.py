"""Trees of files that an importer may be handed: half made of words that mean something to it, half of anything."""

from hypothesis import strategies as st

from judge.domain.errors import InvalidInput
from judge.imports import Imported
from judge.packages import load
from judge.runtimes import load_catalogue

RUNTIMES = load_catalogue()

_KEYS = """
name type limits validation validator_flags keywords languages constants license source credits grading scoring score
aggregation range accept_score grader_flags output_validator_args output_validator_flags args time_limit memory output
time_multipliers time_resolution required permitted language entrypoint flags problem_format_version en
"""
_WORDS = """
legacy 2023-07-draft scoring pass-fail custom default interactive case_sensitive float_tolerance 1e-6 sum min -1 1e999 0
100 unbounded python3 cpp all WA AC main.py a/b .. { [ ] } ' " \\ : - # %
"""
_PARTS = """
data sample secret submissions accepted wrong_answer rejected include python3 default output_validators output_validator
problem_statement statement problem.yaml testdata.yaml test_group.yaml submissions.yaml problem.en.tex problem.md 1.in
1.ans 1.yaml 1.args 1.files a.py a.cc A.java main.py __main__.py build
"""
_SOURCES = [b"int main() {}", b"class A { void main() {} }", b"\\begin{"]

keys = st.sampled_from(_KEYS.split())
leaves = st.sampled_from(_WORDS.split()) | st.text(max_size=6) | st.integers() | st.floats() | st.booleans() | st.none()
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8
)


def as_yaml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!s}: {as_yaml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    return str(value)


yamls = st.dictionaries(keys, values, max_size=8).map(
    lambda keys: "\n".join(f"{key}: {as_yaml(value)}" for key, value in keys.items()).encode("utf-8", "replace")
)
paths = st.lists(st.sampled_from(_PARTS.split()) | st.text(max_size=4), min_size=1, max_size=5).map("/".join)
contents = st.binary(max_size=30) | yamls | st.sampled_from(_SOURCES)


def made_or_refused(work):
    """What ``work`` makes loads, or it says what is wrong."""
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
