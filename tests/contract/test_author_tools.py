"""What authors get is true: scaffolds and imports are graded by the real graders in the real sandbox, no server."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from judge.cli.challenge.check import check_folder
from judge.cli.challenge.matrix import Matrix
from judge.cli.challenge.measuring import slowest_accepted_s
from judge.cli.challenge.places import write_new
from judge.cli.challenge.test import grade
from judge.cli.commands import judge
from judge.domain.challenge import KnownSubmission
from judge.imports import Source
from judge.imports.classroom import import_classroom
from judge.imports.kattis import import_kattis
from judge.runtimes import load_catalogue
from judge.scaffold import KINDS, runtimes_of, scaffold
from tests.classroom_assignments import ASSIGNMENT, SEVERAL, SOLUTION
from tests.kattis_packages import ANY_PAIR, ANY_PAIR_CPP, ROOTS, SUBTASKS

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


def graded(folder: Path, files: Mapping[str, bytes], *more: KnownSubmission) -> Matrix:
    write_new(folder, files)
    found = check_folder(folder)
    assert found.challenge, found.problems
    known = [*found.challenge.known, *more]
    return Matrix(found.challenge.id, grade(folder, known, runs=1, quiet=True))


def as_filed(matrix: Matrix) -> list[tuple[str, str]]:
    assert matrix.rows
    return [(row.name, row.got) for row in matrix.rows if not row.good]


@pytest.mark.parametrize("kind", KINDS)
def test_known_submissions_of_a_scaffold_get_their_verdicts_in_every_runtime(kind, tmp_path: Path):
    matrix = graded(tmp_path / "fresh", scaffold("fresh", kind, runtimes_of(kind)))

    assert len(matrix.rows) == 2 * len(runtimes_of(kind))
    assert as_filed(matrix) == []


@pytest.mark.parametrize("files", [ANY_PAIR, ANY_PAIR_CPP, ROOTS, SUBTASKS], ids=["python", "cpp", "floats", "groups"])
def test_a_kattis_problem_judges_as_its_submission_folders_say(files, tmp_path: Path):
    made = import_kattis(Source("problem", files), load_catalogue())

    assert as_filed(graded(tmp_path / made.id, made.files)) == []


def known(expected: str, **files: bytes) -> KnownSubmission:
    sources = {name.replace("__", "/") + ".py": content for name, content in files.items()}
    return KnownSubmission(name="by-test", expected=expected, runtime="python", files=sources)


def test_an_assignment_of_classroom_judges_as_its_autograding_did(tmp_path: Path):
    made = import_classroom(Source("greeter", ASSIGNMENT), load_catalogue())
    matrix = graded(
        tmp_path / "greeter",
        made.files,
        known("accepted", hello=SOLUTION),
        known("partially_accepted", hello=SOLUTION.replace(b"Hello, {name}!", b"Hello, {name}! ...")),
    )

    assert as_filed(matrix) == []
    outcomes = dict(matrix.rows[1].runs[0].outcomes)
    assert outcomes["output/says-hello/1"] == "accepted"
    assert outcomes["output/greets-by-name/1"] == "wrong_answer"
    assert outcomes["output/a-pattern/1"] == "wrong_answer"
    assert outcomes["output/it-runs/1"] == "accepted"


def test_several_programs_of_one_assignment_are_each_started_as_by_themselves(tmp_path: Path):
    made = import_classroom(Source("several", SEVERAL), load_catalogue())
    one = b"if __name__ == '__main__':\n    print(int(input()))\n"
    two = b"import sys\n\nprint(int(sys.argv[1]) * 2)\n"
    matrix = graded(tmp_path / "several", made.files, known("accepted", one=one, more__two=two))

    assert as_filed(matrix) == []


def test_the_command_grades_without_a_server_and_leaves_with_0(tmp_path: Path):
    write_new(tmp_path / "fresh", scaffold("fresh", "suite", ["python"]))

    done = CliRunner().invoke(judge, ["challenge", "test", str(tmp_path / "fresh"), "--runs", "3"])

    assert done.exit_code == 0, done.output
    assert "2 of 2 known submissions are as they are filed" in done.output


def test_the_time_of_accepted_submissions_is_measured(tmp_path: Path):
    spin = b"import sys, time\nwhile time.process_time() < 0.5:\n    pass\n"
    busy = spin + b"for line in sys.stdin:\n    print(float(line) ** 0.5)\n"
    made = import_kattis(
        Source("roots", {**ROOTS, "submissions/accepted/busy.py": busy}), load_catalogue(), measured_s=10
    )

    assert slowest_accepted_s(made) >= 0.5
