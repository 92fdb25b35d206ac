"""The importer of GitHub Classroom's autograding, for the JSON file and for the workflow that came after it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from judge.cli.commands import judge
from judge.domain.errors import InvalidInput
from judge.imports import Source
from judge.imports.classroom import import_classroom
from judge.imports.classroom.commands import Launch, Pytest, Unknown, understand
from judge.imports.classroom.comparing import as_python
from judge.imports.classroom.reading import JSON, WORKFLOWS
from judge.packages import load
from judge.runtimes import load_catalogue
from tests.classroom_assignments import ASSIGNMENT, SEVERAL, WORKFLOW

RUNTIMES = load_catalogue()


def imported(files):
    return import_classroom(Source("Greeter-Assignment", files), RUNTIMES)


def challenge(files):
    made = imported(files)
    return load(made.files, RUNTIMES, folder=made.id)


def notes(files):
    return [str(note) for note in imported(files).notes]


def with_tests(*tests, files=None):
    return {**(files or {}), JSON: json.dumps({"tests": list(tests)}).encode()}


def a_test(**keys):
    return {"name": "t", "setup": "", "run": "python3 main.py", "input": "", "output": "x", "points": 1} | keys


def refused(files):
    with pytest.raises(InvalidInput) as error:
        imported(files)
    return " ".join(f"{problem.field}: {problem.message}" for problem in error.value.problems)


def test_tests_with_output_become_cases_with_their_points():
    found = challenge(ASSIGNMENT)
    stages = {stage.name: stage for stage in found.stages}

    assert found.id == "greeter-assignment"
    assert found.runtimes == ("python",)
    assert found.main_file("python", "main.py") == "hello.py"
    assert set(stages) == {"output", "unit"}
    groups = [(group.name, group.points) for group in stages["output"].groups]
    assert groups == [("says-hello", 1), ("greets-by-name", 3), ("a-pattern", 2), ("it-runs", 0)]
    case = stages["output"].cases[1]
    assert (case.input, case.answer, case.args) == (b"Ada\n", b"exact\nHello, Ada!", ("--name", "two words"))
    assert stages["output"].checker.args == ("each",)
    assert found.max_score == 15


def test_pytest_becomes_a_suite_with_the_files_it_runs():
    suite = next(stage for stage in challenge(ASSIGNMENT).stages if stage.name == "unit")

    assert [(group.name, group.points) for group in suite.groups] == [("unit-tests", 9)]
    assert set(suite.files) == {"unit-tests/tests/test_hello.py", "unit-tests/conftest.py"}


def test_students_begin_with_the_repository_less_the_tests():
    found = challenge(ASSIGNMENT)

    assert set(found.starter["python"]) == {"hello.py", "data.txt"}
    assert found.statement.startswith("# Greeter")


def test_two_tests_of_the_same_file_are_graded_together_and_told():
    told = notes(ASSIGNMENT)

    assert any(
        "tests[5]: is graded together with all tests of its files, in the group unit-tests" in note for note in told
    )


def test_what_setup_did_is_told_where_nothing_does_it_here():
    told = notes(ASSIGNMENT)

    assert any("packages were not installed: numpy" in note for note in told)
    assert not any("pytest" in note and "installed" in note for note in told)
    assert any("setup was not carried over: make data" in note for note in told)


def test_times_over_what_makes_sense_are_cut_and_told():
    stage = challenge(ASSIGNMENT).stages[0]

    assert (stage.limits.cpu_s, stage.limits.wall_s) == (10, 30)
    assert any(note.startswith("note: timeout:") for note in notes(ASSIGNMENT))
    short = challenge(with_tests(a_test(timeout=0.1))).stages[0].limits
    assert (short.cpu_s, short.wall_s) == (6, 6)


def test_the_newer_workflow_is_read_too():
    found = challenge(WORKFLOW)
    stages = {stage.name: stage for stage in found.stages}

    assert set(stages) == {"output", "unit"}
    assert stages["output"].cases[0].answer == b"included\narea = 314.1592653589793\nc = 5.0"
    assert [(group.name, group.points) for group in stages["unit"].groups] == [("Python-test", 100)]
    assert any("npm run grade" not in note and "npm" in note for note in notes(WORKFLOW))


def test_a_workflow_wins_over_the_json_file_it_replaced():
    both = {**WORKFLOW, **with_tests(a_test(name="old"))}

    assert not any(group.name == "old" for stage in challenge(both).stages for group in stage.groups)


def test_several_programs_are_started_by_one_that_nobody_can_replace():
    found = challenge(SEVERAL)

    assert found.main_file("python", "") == "autograding_main.py"
    assert set(found.readonly["python"]) == {"autograding_main.py"}
    assert [case.args for case in found.stages[0].cases] == [("one.py",), ("more/two.py", "7")]


def test_tests_without_points_are_worth_the_same():
    free = [{key: value for key, value in a_test(name=name).items() if key != "points"} for name in ("a", "b")]

    assert [group.points for group in challenge(with_tests(*free)).stages[0].groups] == [1, 1]


def test_names_of_tests_are_made_different():
    groups = challenge(with_tests(a_test(name="Ünï"), a_test(name="Ünï"), a_test(name=""))).stages[0].groups

    assert len({group.name for group in groups}) == 3


@pytest.mark.parametrize(
    ("run", "setup", "expected"),
    [
        ("python3 -u hello.py a 'b c'", "", Launch("python", "hello.py", ("a", "b c"))),
        ("python hello.py < data.txt", "", Launch("python", "hello.py", (), "data.txt")),
        ("timeout 5 python3 ./src/x.py", "", Launch("python", "src/x.py", ())),
        ("node index.js 1", "npm install", Launch("node", "index.js", ("1",))),
        ("javac *.java && java Hello 1", "", Launch("java", "Hello.java", ("1",))),
        ("java -cp bin edu.x.Main", "", Launch("java", "edu/x/Main.java", ())),
        ("go run .", "", Launch("go", "main.go", ())),
        ("go run solve.go 3", "", Launch("go", "solve.go", ("3",))),
        ("./hello 1", "g++ -std=c++17 hello.cpp -o hello", Launch("cpp", "hello.cpp", ("1",))),
        ("g++ hello.cc && ./a.out", "", Launch("cpp", "hello.cc", ())),
        ("pytest", "", Pytest((), False)),
        ("python3 -m pytest -v -k name tests/", "", Pytest(("tests",), True)),
        ("pytest -x tests/test_a.py::test_b --tb short", "", Pytest(("tests/test_a.py",), True)),
        ("python -m unittest tests.test_a -v", "", Pytest(("tests/test_a.py",), False)),
    ],
)
def test_a_command_is_understood(run, setup, expected):
    assert understand(run, setup) == expected


@pytest.mark.parametrize(
    ("run", "setup", "why"),
    [
        ("", "", "has no command"),
        ("./hello", "gcc hello.c -o hello", "no runtime for C"),
        ("./hello", "make", "not clear what ./hello is made of"),
        ("echo 5 | python3 main.py", "", "needs a shell ('|')"),
        ("python3 main.py $(cat x)", "", "needs a shell"),
        ("python3 main.py; rm x", "", "needs a shell (';')"),
        ("cd src && python3 main.py", "", "changes the folder"),
        ("gradle test", "", "nothing here that gradle could start"),
        ("npm test", "npm install", "nothing here that npm could start"),
        ("python3 -c 'print(1)'", "", "not clear which file"),
        ("python3 -m http.server", "", "the module http.server"),
        ("python3 'main.py", "", "quotes that do not match"),
    ],
)
def test_a_command_that_cannot_be_carried_over_is_told_with_the_reason(run, setup, why):
    found = understand(run, setup)

    assert isinstance(found, Unknown)
    assert why in found.why


def test_what_is_left_out_is_told_test_by_test():
    told = notes(
        with_tests(
            a_test(),
            a_test(run="gradle test"),
            a_test(run="node a.js"),
            a_test(run="python3 main.py", comparison="regex", output="("),
        )
    )

    assert any("tests[1]: was not carried over: there is nothing here that gradle could start" in note for note in told)
    assert any("tests[2]: was not carried over: most tests start python, and it starts node" in note for note in told)
    assert any("tests[3]: was not carried over: its regular expression is none of Python" in note for note in told)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "is missing, and no file in"),
        ({JSON: b"{"}, "is not valid JSON"),
        ({JSON: b"[" * 100_000}, "is not valid JSON"),
        ({JSON: b'{"tests": 1}'}, "must be a list"),
        ({JSON: b'{"tests": []}'}, "has no tests"),
        (with_tests(a_test(run="gradle test")), "nothing here that gradle could start"),
        (with_tests(a_test(run="pytest")), "the test files that it names are not there"),
        ({WORKFLOWS + "classroom.yml": b"jobs: [grader@"}, "is not valid YAML"),
    ],
)
def test_an_assignment_without_tests_that_can_be_carried_over_is_refused(files, why):
    assert why in refused(files)


def test_groups_with_names_are_written_as_python_writes_them():
    assert as_python(r"(?<year>\d+)(?<=x)(?<!y)") == r"(?P<year>\d+)(?<=x)(?<!y)"


def test_the_command_takes_a_repository_or_the_file_alone_with_a_starter(tmp_path: Path):
    repository, alone = tmp_path / "greeter", tmp_path / "autograding.json"
    for path, content in ASSIGNMENT.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_bytes(content)
    alone.write_bytes(ASSIGNMENT[JSON])

    def run(*arguments):
        return CliRunner().invoke(judge, ["challenge", *map(str, arguments)])

    whole = run("import", "github-classroom", repository, "--into", tmp_path / "one")
    apart = run("import", "github-classroom", alone, "--starter", repository, "--into", tmp_path / "two")

    assert whole.exit_code == 0, whole.output
    assert apart.exit_code == 0, apart.output
    assert "was not carried over" in whole.output
    assert run("check", tmp_path / "one" / "greeter", tmp_path / "two").exit_code == 0
