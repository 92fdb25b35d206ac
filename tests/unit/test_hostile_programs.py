"""The hostile corpus: what its programs must say of themselves, and that each of them says it."""

import re
from pathlib import Path

import pytest

from judge.config import CHECKOUT
from judge.packages import load, read_folder
from judge.runtimes import load_catalogue
from tests.hostile.programs import CHALLENGES, CLASSES, Backend, BadHeader, programs, read

HEADER = "# tries: get out\n# must: accepted\n"
TIME = frozenset({("time_limit_exceeded", "cpu_time")})


def test_a_program_says_what_it_tries_and_what_must_come_out() -> None:
    program = read(
        "time/spin.cpp", "// tries: spin for\n//   ever\n// must: time_limit_exceeded cpu_time\nint main() {}\n"
    )
    assert (program.kind, program.runtime, list(program.files)) == ("time", "cpp", ["main.cpp"])
    assert (program.tries, program.challenge) == ("spin for ever", "walls")
    assert program.must(Backend.RUNC) == TIME


def test_any_of_several_results_may_be_allowed() -> None:
    program = read("time/x.py", "# tries: x\n# must: accepted | time_limit_exceeded cpu_time\n# challenge: other\n")
    assert program.expected == TIME | {("accepted", "")}
    assert program.challenge == "other"


def test_a_backend_may_differ_and_says_why() -> None:
    source = f"{HEADER}# must on runsc: time_limit_exceeded cpu_time\n# because: it counts another way\n"
    program = read("time/x.py", source)
    assert program.must(Backend.RUNSC) == TIME
    assert program.must(Backend.BUBBLEWRAP) == program.must(Backend.RUNC) == {("accepted", "")}


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("import os\n", "lacks tries and must"),
        ("# tries: x\n", "lacks must"),
        (f"{HEADER}# mus: accepted\n", "unknown 'mus'"),
        (f"{HEADER}# must on podman: accepted\n# because: x\n", "unknown 'must on podman'"),
        (f"{HEADER}# must: accepted\n", "second or misplaced 'must'"),
        (f"{HEADER}# because: x\n", "misplaced 'because'"),
        (f"{HEADER}# must on runsc: accepted\n", "needs a line 'because"),
        (f"{HEADER}# must on runsc: accepted\n# challenge: x\n# because: x\n", "needs a line 'because"),
        (f"{HEADER}# must on runsc: accepted\n# because: x\n# must on runsc: accepted\n# because: x\n", "a second"),
        (f"{HEADER}# a remark\n", "line 3: expected 'key: value'"),
        ("# tries: x\n# must: acepted\n", "no verdict 'acepted'"),
        ("# tries: x\n# must: wrong_answer\n", "cannot come out"),
        ("# tries: x\n# must: wrong_answer wrong_outptu\n", "cannot come out"),
        ("# tries: x\n# must: accepted wrong_output\n", "cannot come out"),
    ],
)
def test_what_is_not_understood_is_an_error(source: str, complaint: str) -> None:
    with pytest.raises(BadHeader, match=re.escape(complaint)):
        read("time/x.py", source)


@pytest.mark.parametrize("path", ["time/x.rb", "tim/x.py", "x.py", "time/deeper/x.py"])
def test_a_program_in_the_wrong_place_is_an_error(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(HEADER)
    with pytest.raises(BadHeader, match="programs are <class>/<name>"):
        programs(tmp_path)


def test_every_program_of_the_corpus_is_understood_and_has_an_honest_neighbour() -> None:
    runtimes = load_catalogue()
    packages = {folder.name: load(read_folder(folder), runtimes, folder=folder.name) for folder in CHALLENGES.iterdir()}
    found = programs()
    assert len(found) >= 80
    for program in found:
        known = packages[program.solved_in].known
        assert ("accepted", program.runtime) in {(each.expected, each.runtime) for each in known}, program.path


def test_the_page_counts_the_programs_of_each_class() -> None:
    page = (CHECKOUT / "docs" / "hostile.md").read_text("utf-8")
    kinds = [program.kind for program in programs()]
    counted = {kind: int(count) for kind, count in re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)}
    assert counted == {kind: kinds.count(kind) for kind in CLASSES if kind in kinds}
