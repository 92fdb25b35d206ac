"""Every program of the corpus, through the whole service, on every backend: HTTP, Redis, Celery, a box, the report.

All are sent at once and graded one after the other, each with an honest submission right behind it, which gets its box.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest

from judge.packages import load, read_folder
from judge.runtimes import load_catalogue
from tests.e2e.judge_server import JudgeServer
from tests.hostile.conftest import CONTAINED, attacks
from tests.hostile.lanes import Lanes
from tests.hostile.programs import CHALLENGES, COSTS_ITS_BOX, Backend, Program, programs

PROGRAMS = programs()
_RUNTIMES = load_catalogue()


@dataclass(frozen=True, slots=True)
class Sent:
    """The ids of an attack and of what was sent right behind it."""

    judge: JudgeServer
    attack: str
    honest: str


def honest_files(challenge: str, runtime: str) -> dict[str, str]:
    """The challenge's own accepted submission for this runtime."""
    package = load(read_folder(CHALLENGES / challenge), _RUNTIMES, folder=challenge)
    known = [each for each in package.known if (each.expected, each.runtime) == ("accepted", runtime)]
    assert known, f"tests/hostile/challenges/{challenge}/submissions/accepted has none for {runtime}"
    return {path: content.decode() for path, content in known[0].files.items()}


@pytest.fixture(scope="module")
def sent(request: pytest.FixtureRequest, lanes: Lanes) -> dict[str, Sent]:
    """Those that this session asks for, by path."""
    wanted = {program.path for _, of, program in attacks(request.session.items) if of is lanes.backend}
    rows = {}
    for number, program in enumerate(each for each in PROGRAMS if each.path in wanted):
        judge = lanes.judges[number % len(lanes.judges)]
        attack = judge.submit(program.challenge, program.runtime, program.files)
        honest = judge.submit(program.challenge, program.runtime, honest_files(program.solved_in, program.runtime))
        rows[program.path] = Sent(judge, attack, honest)
    return rows


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.path)
def test_an_attack_gets_its_verdict_and_leaves_a_box_that_grades(
    request: pytest.FixtureRequest, backend: Backend, sent: dict[str, Sent], program: Program
) -> None:
    row = sent[program.path]
    counts = request.config.stash[CONTAINED].setdefault((program.kind, backend), Counter())
    counts[False] += 1
    record = row.judge.record(row.attack, within_s=900)
    assert (record["verdict"], record["cause"] or "") in program.must(backend), explain(row, program, record)
    breaks_its_box = ("judge_error", "box_broken") in program.must(backend)
    assert record["attempt"] == 1 or breaks_its_box, f"broke its box: {explain(row, program, record)}"
    assert_readable(row.judge, row.attack)
    honest = row.judge.record(row.honest)
    assert honest["verdict"] == "accepted", f"the next submission, after {explain(row, program, honest)}"
    assert honest["attempt"] == 1, f"the next submission, after {explain(row, program, honest)}"
    got_something = record["verdict"] == "wrong_answer" and ("accepted", "") in program.expected
    if not (program.listed or got_something) and record["attempt"] == 1:
        counts.update({True: 1, False: -1})  # else this backend does not contain it, as its program says


def test_no_attack_costs_the_judge_a_box(backend: Backend, lanes: Lanes, sent: dict[str, Sent]) -> None:
    """Each box was proved clean and went to the next submission; one that was not is destroyed, and was not tested."""
    known = sent.keys() & COSTS_ITS_BOX.get(backend, ())
    for row in sent.values():
        row.judge.record(row.honest, within_s=900)
    lost = lanes.lost_boxes()
    assert len(lost) == len(known), lost


def test_nothing_is_left_of_all_the_attacks(lanes: Lanes, sent: dict[str, Sent]) -> None:
    """No process, container, volume, namespace, file or object outlives the judges that ran them."""
    for row in sent.values():
        row.judge.record(row.honest, within_s=900)
    lanes.stop()
    assert lanes.left() == {}


def assert_readable(judge: JudgeServer, submission: str) -> None:
    """Both forms of a report are what they claim to be, whatever the program wrote: no element is its own."""
    plain = judge.client.get(f"/api/v1/submissions/{submission}")
    record = json.loads(plain.content.decode("utf-8"))
    assert record["id"] == submission
    junit = judge.client.get(f"/api/v1/submissions/{submission}/report.xml")
    root = ElementTree.fromstring(junit.content.decode("utf-8"))
    assert {element.tag for element in root.iter()} <= JUNIT
    told = [(stage["name"], test["name"]) for stage in record["stages"] for test in stage["tests"]]
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert [case for case in cases if case in told] == told
    ours = {("build", "build"), ("submission", "verdict")}
    ours |= {(stage["name"], f"{stage['name']} (stage)") for stage in record["stages"]}
    assert set(cases) - set(told) <= ours


JUNIT = {"testsuites", "testsuite", "testcase", "properties", "property", "failure", "error", "skipped", "system-out"}


def explain(row: Sent, program: Program, record: dict[str, Any]) -> str:
    """All that a reader needs who has to find out what went wrong, which boxes the worker gave up among it."""
    tests = [test for stage in record["stages"] for test in stage["tests"]]
    shown = [
        f"{program.path} tries: {program.tries}",
        f"verdict {record['verdict']} {record['cause'] or ''}, attempt {record['attempt']}: {record['message']}",
        f"build {record['build']}",
        *(f"test {key}: {value!r}" for test in tests[:1] for key, value in test.items() if value),
        *row.judge.worker_said(row.attack, row.honest, "box not clean", "keeps too much", "box is dead", "box ahead"),
    ]
    return "\n".join(shown)
