"""Broken packages: each names the exact field, says what to do, and is reported together with all others."""

import pytest

from judge.domain.errors import InvalidInput
from judge.packages import load, sizes
from tests.unit.packages_sample import FILES, RUNTIMES, package, problems, with_files

_GROUP = "{name: sample, points: 10}"
_LIMITS = "{cpu_s: 1, memory_mib: 64}"
_CHECKER = "{type: tokens}"
_OPENS = "stages[0].groups[0].after_deadline"

MANIFESTS = [
    # what is replaced, by what, the only field with a problem, words of its message
    ("format: 1", "format: 2", "format", "must be 1, the only format there is"),
    ("format: 1", "format: true", "format", "whole number"),
    ("format: 1", "format: one", "format", "whole number"),
    ("id: adder", "id: Adder", "id", "lower-case"),
    ("id: adder", "id: -adder", "id", "lower-case"),
    ("id: adder", "id: 7", "id", "must be text; put it in quotes"),
    ("id: adder\n", "", "id", "is missing"),
    ("title: Adder", "title: ''", "title", "must not be empty"),
    ("title: Adder", "title: ' '", "title", "must not be empty"),
    ("title: Adder", 'title: "a\\nb"', "title", "one line"),
    ("title: Adder", "title: [a]", "title", "must be text"),
    ("summary: Adds.", "summary: " + "x" * 501, "summary", "at most 500 characters"),
    ("difficulty: easy", "difficulty: simple", "difficulty", "must be one of easy, medium, hard"),
    ("difficulty: easy", "difficulty: 3", "difficulty", "must be one of easy, medium, hard"),
    ("skills: [arithmetic, parsing]", "skills: arithmetic", "skills", "must be a list"),
    ("skills: [arithmetic, parsing]", "skills: [1, a]", "skills[0]", "must be text"),
    ("skills: [arithmetic, parsing]", "skills: [a, b, a]", "skills[2]", "listed twice"),
    ("runtimes: [python]", "runtimes: [python, pyhton]", "runtimes[1]", "did you mean python?"),
    ("runtimes: [python]", "runtimes: [python, any]", "runtimes[1]", "any stands alone"),
    ("runtimes: [python]", "runtimes: [python, python]", "runtimes[1]", "listed twice"),
    ("runtimes: [python]", "runtimes: []", "runtimes", "at least 1"),
    ("runtimes: [python]", "runtimes: python", "runtimes", "must be a list"),
    (_LIMITS, "{cpu_s: .nan}", "limits.cpu_s", "finite number"),
    (_LIMITS, "{cpu_s: .inf}", "limits.cpu_s", "finite number"),
    (_LIMITS, "{cpu_s: 1e999}", "limits.cpu_s", "finite number"),
    (_LIMITS, "{cpu_s: -1}", "limits.cpu_s", "must be 0.01 or more"),
    (_LIMITS, "{cpu_s: 0}", "limits.cpu_s", "must be 0.01 or more"),
    (_LIMITS, "{cpu_s: 61}", "limits.cpu_s", "must be 60 or less"),
    (_LIMITS, "{cpu_s: true}", "limits.cpu_s", "must be a number"),
    (_LIMITS, "{cpu_s: '1'}", "limits.cpu_s", "must be a number"),
    (_LIMITS, "{cpu_s: 1s}", "limits.cpu_s", "must be a number"),
    (_LIMITS, "{cpu_s: null}", "limits.cpu_s", "must be a number"),
    (_LIMITS, "{wall_s: 301}", "limits.wall_s", "must be 300 or less"),
    (_LIMITS, "{memory_mib: 64.5}", "limits.memory_mib", "whole number"),
    (_LIMITS, "{memory_mib: 1" + "0" * 300 + "}", "limits.memory_mib", "must be 4096 or less"),
    (_LIMITS, "{memory_mib: 1" + "0" * 5000 + "}", "limits.memory_mib", "whole number"),
    (_LIMITS, "{memory_mb: 64}", "limits.memory_mb", "did you mean memory_mib?"),
    (_LIMITS, "{processes: 0}", "limits.processes", "must be 1 or more"),
    (_LIMITS, "{output_kib: 1000000}", "limits.output_kib", "must be 65536 or less"),
    (_LIMITS, "3", "limits", "must be a mapping"),
    (_GROUP, "{name: sample, points: 10, after_deadline: message}", _OPENS, "message is less than full"),
    (_GROUP, "{name: sample, points: 10, visibility: name, after_deadline: none}", _OPENS, "none is less than name"),
    (_GROUP, "{name: sample, points: 10, after_deadline: later}", _OPENS, "must be one of full, message, name, none"),
    ("format: 1", "format: 1\nisolation: none", "isolation", "must be one of recycled, fresh"),
    ("format: 1", "format: 1\npartial: yes", "partial", "must be true or false"),
    ("format: 1", "format: 1\npartial: 1", "partial", "must be true or false"),
    ("format: 1", "format: 1\nscoring: average", "scoring", "must be one of sum, all_or_nothing"),
    ("format: 1", "format: 1\nmain: {pyton: a.py}", "main.pyton", "did you mean python?"),
    ("format: 1", "format: 1\nmain: ../main.py", "main", "write the path without them"),
    ("format: 1", "format: 1\nmain: 3", "main", "must be a mapping"),
    ("format: 1", "format: 1\nreadonly: [tables.py]", "readonly[0]", "there is no tables.py"),
    ("format: 1", "format: 1\nformat: 1", "format", "is given twice, in lines 1 and 2"),
    ("points: 60", "points: 60\n    points: 61", "stages[0].points", "is given twice, in lines 12 and 13"),
    ("name: unit", "name: my unit", "stages[1].name", "letters, digits"),
    ("summary: Adds.", "sumary: Adds.", "sumary", "did you mean summary?"),
    ("kind: stdio", "kind: function", "stages[0].kind", "unknown kind function, allowed: stdio, suite, http"),
    ("    kind: stdio\n", "", "stages[0].kind", "is missing"),
    ("kind: stdio", "kind: [stdio]", "stages[0].kind", "must be one of"),
    ("points: 60", "points: 0", "stages[0].points", "more than 0"),
    ("points: 60", "points: -60", "stages[0].points", "more than 0"),
    ("points: 60", "points: .nan", "stages[0].points", "finite number"),
    ("points: 60", "points: 1e300", "stages[0].points", "must be 1000000 or less"),
    ("points: 60", "points: 61", "stages[0].points", "is 61, but its groups have 60 together"),
    ("    points: 60\n", "", "stages[0].points", "is missing"),
    ("points: 60", "pionts: 60\n    points: 60", "stages[0].pionts", "did you mean points?"),
    ("framework: pytest", "framework: unittest", "stages[1].framework", "must be one of pytest"),
    ("framework: pytest", "checker: {type: exact}", "stages[1].checker", "unknown key"),
    ("needs: [cases]", "needs: cases", "stages[1].needs", "must be a list"),
    ("needs: [cases]", "needs: [case]", "stages[1].needs[0]", "did you mean cases?"),
    ("needs: [cases]", "needs: [unit]", "stages[1].needs[0]", "comes later"),
    ("needs: [cases]", "needs: [cases, cases]", "stages[1].needs[1]", "listed twice"),
    ("points: 60", "points: 60\n    needs: [unit]", "stages[0].needs[0]", "comes later"),
    ("points: 60", "points: 60\n    limits: {wall_s: -3}", "stages[0].limits.wall_s", "0.05 or more"),
    ("points: 60", "points: 60\n    stop_on_first_failure: 1", "stages[0].stop_on_first_failure", "true or false"),
    (_CHECKER, "{type: token}", "stages[0].checker.type", "must be one of exact, tokens, floats, json, program"),
    (_CHECKER, "tokens", "stages[0].checker", "must be a mapping"),
    (_CHECKER, "{type: tokens, abs: 0.1}", "stages[0].checker.abs", "belongs to floats, json, not to tokens"),
    (_CHECKER, "{type: json, case_sensitive: true}", "stages[0].checker.case_sensitive", "belongs to tokens, floats"),
    (_CHECKER, "{type: exact, path: a.py}", "stages[0].checker.path", "belongs to program"),
    (_CHECKER, "{type: floats, abs: -1}", "stages[0].checker.abs", "must be 0 or more"),
    (_CHECKER, "{type: floats, abs: 1e10}", "stages[0].checker.abs", "must be 1000000000 or less"),
    (_CHECKER, "{type: floats, rel: .inf}", "stages[0].checker.rel", "finite number"),
    (_CHECKER, "{type: tokens, args: [x]}", "stages[0].checker.args", "belongs to program"),
    (_CHECKER, '{type: program, path: starter/python/main.py, args: ["\\0"]}', "stages[0].checker.args[0]", "NUL byte"),
    (_CHECKER, "{type: program, path: starter/python/main.py, args: [1]}", "stages[0].checker.args[0]", "must be text"),
    (_CHECKER, "{type: program}", "stages[0].checker.path", "is missing"),
    (_CHECKER, "{type: program, path: check.py}", "stages[0].checker.path", "there is no check.py"),
    (_CHECKER, "{type: program, path: ../x.py}", "stages[0].checker.path", "there is no ../x.py"),
    (_CHECKER, "{type: program, path: starter/python/main.py, runtime: perl}", "stages[0].checker.runtime", "unknown"),
    (
        _CHECKER,
        f"{{type: program, path: starter/python/main.py, args: [{', '.join(['x'] * 65)}]}}",
        "stages[0].checker.args",
        "at most 64 entries",
    ),
    (_CHECKER, "{type: program, path: statement.md}", "stages[0].checker.path", "not clear what to start"),
    (_CHECKER, "{type: program, path: stages/unit}", "stages[0].checker.path", "not clear what to start"),
    (_GROUP, "{name: sample}", "stages[0].groups[0].points", "to all groups or to none"),
    (_GROUP, "{name: sample, points: -1}", "stages[0].groups[0].points", "must be 0 or more"),
    (_GROUP, "{name: sample, points: false}", "stages[0].groups[0].points", "must be a number"),
    (_GROUP, "{name: sample, points: 10, visibility: all}", "stages[0].groups[0].visibility", "full, message, name"),
    (_GROUP, "{name: sample, points: 10, scoring: max}", "stages[0].groups[0].scoring", "sum, all_or_nothing"),
    (_GROUP, "{name: sample, points: 10, weight: 1}", "stages[0].groups[0].weight", "allowed: name, points"),
    (_GROUP, f"{_GROUP}\n      - {{name: sample, points: 0}}", "stages[0].groups[1].name", "earlier group"),
    (_GROUP, f"{_GROUP}\n      - {{name: edge, points: 0}}", "stages[0].groups[1]", "has no tests"),
    ("name: unit", "name: cases", "stages[1].name", "name of an earlier stage"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), MANIFESTS)
def test_a_broken_manifest_names_the_field_and_what_to_do(old, new, field, words):
    (problem,) = problems(package((old, new)))
    assert problem.field == f"challenge.yaml: {field}"
    assert words in problem.message


def test_a_misspelt_required_key_is_unknown_and_missing():
    found = {problem.field: problem.message for problem in problems(package(("title: Adder", "titel: Adder")))}
    assert "did you mean title?" in found["challenge.yaml: titel"]
    assert "is missing" in found["challenge.yaml: title"]


_S = "stages/cases"
PACKAGES = [
    # files added or (none) taken away, the field with the problem, words of its message
    ({"challenge.yaml": None}, "challenge.yaml", "is missing"),
    ({"challenge.yaml": b""}, "challenge.yaml", "must be a mapping"),
    ({"challenge.yaml": b"- 1"}, "challenge.yaml", "must be a mapping"),
    ({"challenge.yaml": b"a: [1"}, "challenge.yaml", "is not valid YAML"),
    ({"challenge.yaml": b"a: 1\n\tb: 2"}, "challenge.yaml", "(line 2)"),
    ({"challenge.yaml": b"a: \xff"}, "challenge.yaml", "is not UTF-8"),
    ({"challenge.yaml": b"a: !!python/object:os.system x"}, "challenge.yaml", "tags are not used"),
    ({"challenge.yaml": b"a: " + b"[" * 60000}, "challenge.yaml", "nested too deeply"),
    ({"challenge.yaml": b"#" * 200_000}, "challenge.yaml", "larger than 128 KiB"),
    ({"challenge.yml": b""}, "challenge.yml", "did you mean challenge.yaml?"),
    ({"statement.md": None}, "statement.md", "is missing"),
    ({"statement.md": b" \n"}, "statement.md", "is empty"),
    ({"statement.md": b"\xff"}, "statement.md", "is not UTF-8"),
    ({"statement.md": b"x" * 300_000}, "statement.md", "larger than 256 KiB"),
    ({"starters/python/main.py": b""}, "starters", "did you mean starter?"),
    ({"submission/accepted/a/main.py": b""}, "submission", "did you mean submissions?"),
    ({"starter/node/main.js": b""}, "starter/node", "not among the challenge's runtimes"),
    ({"starter/main.py": b""}, "starter/main.py", "move it to starter/<runtime>/"),
    ({"readonly": b""}, "readonly", "must be a folder"),
    ({"readonly/extra.py": b""}, "readonly/extra.py", "is not listed under readonly"),
    ({"stages/1.in": b""}, "stages/1.in", "is in no stage"),
    ({"stages/case/sample/1.in": b""}, "stages/case", "did you mean cases?"),
    ({"stages/cases/1.in": b""}, "stages/cases/1.in", "is in no group"),
    ({f"{_S}/sample/1.ans": None}, f"{_S}/sample/1.in", "has no 1.ans"),
    ({f"{_S}/sample/1.in": None}, f"{_S}/sample/1.ans", "has no 1.in"),
    ({f"{_S}/sample/3.args": b""}, f"{_S}/sample/3.args", "has no 3.in"),
    ({f"{_S}/sample/1.txt": b""}, f"{_S}/sample/1.txt", "only NN.in, NN.ans and NN.args"),
    ({f"{_S}/sample/more/1.in": b""}, f"{_S}/sample/more/1.in", "is not a file of a case"),
    ({f"{_S}/sample/1.args": b"\xff"}, f"{_S}/sample/1.args", "is not UTF-8"),
    ({f"{_S}/sample/1.args": b"a\0b"}, f"{_S}/sample/1.args", "NUL byte"),
    ({f"{_S}/sample/1.args": b"a" * 70_000}, f"{_S}/sample/1.args", "larger than 64 KiB"),
    ({f"{_S}/sample/1.ans": b"a" * 1_100_000}, f"{_S}/sample/1.ans", "limit output_kib"),
    ({f"{_S}/edge/1.in": b"", f"{_S}/edge/1.ans": b""}, f"{_S}/edge", "not a declared group"),
    ({f"{_S}/hidden/": None}, "challenge.yaml: stages[0].groups[1]", "has no tests"),
    ({"stages/unit/": None}, "stages/unit", "has no tests"),
    ({"stages/unit/hidden/test_more.py": None, "stages/unit/hidden/x.py": b""}, "stages/unit/hidden", "has no tests"),
    ({"stages/unit/edge/test_a.py": b""}, "stages/unit/edge", "not a declared group"),
    ({"stages/unit/test_a.py": b""}, "stages/unit/test_a.py", "is in no group"),
    ({"stages/unit/conftest.py": b""}, "stages/unit/conftest.py", "is in no group"),
    ({"submissions/acepted/a/main.py": b""}, "submissions/acepted", "did you mean accepted?"),
    ({"submissions/skipped/a/main.py": b""}, "submissions/skipped", "is not a verdict"),
    ({"submissions/partially_accepted/a/main.py": b""}, "submissions/partially_accepted", "partial: true"),
    ({"submissions/main.py": b""}, "submissions/main.py", "in no verdict's folder"),
    ({"submissions/accepted/main.py": b""}, "submissions/accepted/main.py", "a folder of its own"),
    ({"submissions/accepted/a/a.txt": b""}, "submissions/accepted/a", "like a-python"),
    ({"a/../b": b""}, "a/../b", "write the path without them"),
    ({"/etc/passwd": b""}, "/etc/passwd", "is absolute"),
    ({"a\\b": b""}, "a\\b", "backslash"),
    ({"a\nb": b""}, "a\nb", "control character"),
    ({"a" * 300: b""}, "a" * 300, "is too long"),
    ({"\ud800": b""}, "\\ud800", "not valid Unicode"),
    ({"": b""}, "", "is empty"),
    ({"notes": b"", "notes/a": b""}, "notes/a", "needs a folder where"),
    ({"starter/python/MAIN.py": b""}, "starter/python/MAIN.py", "only in case"),
    ({"huge": b"x" * (16 * 1024 * 1024 + 1)}, "huge", "larger than 16 MiB"),
]


@pytest.mark.parametrize(("changes", "field", "words"), PACKAGES, ids=[row[1][:40] or "empty" for row in PACKAGES])
def test_a_broken_package_names_the_file_and_what_to_do(changes, field, words):
    found = {problem.field: problem.message for problem in problems(with_files(FILES, changes))}
    assert words in found[field]


def test_a_suite_needs_its_framework_in_every_runtime():
    (problem,) = problems(package(("runtimes: [python]", "runtimes: [python, node]")))
    assert problem.field == "challenge.yaml: stages[1].framework"
    assert "pytest is not in node; runtimes with pytest: python" in problem.message


def test_any_needs_one_runtime_that_can_run_all_stages():
    without_pytest = {name: runtime for name, runtime in RUNTIMES.items() if name != "python"}
    with pytest.raises(InvalidInput) as raised:
        load(package(("runtimes: [python]", "runtimes: any")), without_pytest)
    assert "challenge.yaml: runtimes" in {problem.field for problem in raised.value.problems}


def test_one_main_file_cannot_be_that_of_two_languages():
    files = package(("runtimes: [python]", "runtimes: [python, java]\nmain: app.py"))
    found = {problem.field: problem.message for problem in problems(files)}
    assert "app.py is not a file of java" in found["challenge.yaml: main"]


def test_files_of_two_runtimes_need_the_runtime_in_the_folders_name():
    files = package(("runtimes: [python]", "runtimes: [python, java]"))
    files |= {"submissions/accepted/both/main.py": b"", "submissions/accepted/both/Main.java": b""}
    found = {problem.field: problem.message for problem in problems(files)}
    assert "its files fit python and java" in found["submissions/accepted/both"]
    assert "like both-python" in found["submissions/accepted/both"]


def test_all_problems_come_at_once():
    files = package(
        ("id: adder", "id: ADDER"),
        ("cpu_s: 1", "cpu_s: -1"),
        ("kind: suite", "kind: sweet"),
        ("points: 60", "points: x"),
    )
    files = with_files(files, {"statement.md": b"", "stages/cases/hidden/2.ans": None, "submissions/good/a/x.py": b""})
    assert {problem.field for problem in problems(files)} == {
        "challenge.yaml: id",
        "challenge.yaml: limits.cpu_s",
        "challenge.yaml: stages[0].points",
        "challenge.yaml: stages[1].kind",
        "statement.md",
        "stages/cases/hidden/2.in",
        "submissions/good",
    }


def test_size_and_number_of_all_files_are_bounded(monkeypatch):
    monkeypatch.setattr(sizes, "MAX_FILES", 10)
    monkeypatch.setattr(sizes, "MAX_TOTAL_BYTES", 100)
    assert [problem.field for problem in problems(FILES)] == ["package", "package"]


def test_problems_of_challenge_yaml_name_the_line():
    (problem,) = problems(package(("points: 60", "points: 61")))
    assert problem.message.endswith("(line 12)")


def test_endless_problems_are_cut_and_counted():
    files = FILES | {f"stages/cases/sample/n{number}.in": b"" for number in range(300)}
    found = problems(files)
    assert len(found) == 201
    assert found[-1].message == "100 more problems are not shown"
