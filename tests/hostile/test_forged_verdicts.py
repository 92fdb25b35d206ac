"""Forged verdicts that take more than one file, or more than one judgement: none of them is accepted.

Programs of one file are in ``corpus/forged``.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from tests.e2e.judge_server import JudgeServer

WRONG = "def spread(numbers):\n    return -1\n"
PASSES = """
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return True

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    report.outcome = "passed"
    return report

def pytest_collection_modifyitems(items):
    items.clear()
"""
ENTRY_POINT = {
    "cheat-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: cheat\nVersion: 1\n",
    "cheat-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "cheat-1.dist-info/entry_points.txt": "[pytest11]\ncheat = cheat\n",
}
EQUAL = """
class Case:
    def __init_subclass__(cls): pass
    def __init__(self, *_, **__): pass
    def __getattr__(self, name): return lambda *_, **__: True
    def __eq__(self, other): return True
TestCase = IsolatedAsyncioTestCase = Case
raises = fail = skip = mark = approx = fixture = hookimpl = Case()
def loads(*_, **__): return Case()
dumps = load = dump = loads
"""
TESTS_THAT_PASS = "def test_of_three(): pass\ndef test_of_none(): pass\ndef test_of_words_is_refused(): pass\n"

CHEATS: Mapping[str, Mapping[str, str]] = {
    "conftest.py, wherever one may lie": dict.fromkeys(
        ("conftest.py", "sample/conftest.py", "hidden/conftest.py", ".run/conftest.py"), PASSES
    )
    | {f".run/tests/{name}": PASSES for name in ("conftest.py", "sample/conftest.py", "hidden/conftest.py")},
    "settings of pytest": {
        "cheat.py": PASSES,
        "pytest.ini": "[pytest]\naddopts = -p cheat\n",
        ".pytest.ini": "[pytest]\naddopts = -p cheat\n",
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p cheat"\npython_functions = "never"\n',
        "tox.ini": "[pytest]\naddopts = -p cheat\n",
        "setup.cfg": "[tool:pytest]\naddopts = -p cheat\n",
        ".run/tests/pytest.ini": "[pytest]\naddopts = -p cheat\n",
    },
    "a plug-in that is installed beside": {"cheat.py": PASSES, **ENTRY_POINT},
    "modules that Python imports at its start": dict.fromkeys(
        ("sitecustomize.py", "usercustomize.py", "lib/python3.11/site-packages/sitecustomize.py"),
        "import os, sys\nif 'pytest' in str(sys.argv) + str(sys.orig_argv): os._exit(0)\n",
    )
    | {"cheat.pth": "import os; os._exit(0)\n", "python311._pth": ".\nimport site\n", "pyvenv.cfg": "home = .\n"},
    "modules by the names of the runner's and pytest's": dict.fromkeys(
        (
            "json.py",
            "pytest.py",
            "pytest/__init__.py",
            "_pytest/__init__.py",
            "_pytest/python.py",
            "pluggy.py",
            "pytest_runner/__init__.py",
            "pytest_runner/report.py",
            "entry.py",
            ".run/runner/pytest_runner/report.py",
            ".run/runner/json.py",
        ),
        EQUAL,
    ),
    "modules by the names of what tests import": dict.fromkeys(("unittest.py", "unittest/__init__.py"), EQUAL),
    "tests by the names of the hidden ones": {
        f"{place}{group}/test_spread.py": TESTS_THAT_PASS
        for place in ("", "tests/", "stages/unit/", ".run/tests/", "unit/")
        for group in ("sample", "hidden")
    }
    | {"_suite_sample_test_spread.py": TESTS_THAT_PASS, "_suite_hidden_test_spread.py": TESTS_THAT_PASS},
    "results that lie where they are written": {
        name: json.dumps({"kind": "test", "id": "sample/test_spread.py::test_of_three", "outcome": "passed"})
        for name in ("results.json", ".run/results", ".run/results.json", "junit.xml", ".pytest_cache/v/cache/nodeids")
    },
}


def failed(record: dict[str, Any]) -> bool:
    """Graded, with no point, and not as a fault of the judge."""
    outcome = record["verdict"] in ("wrong_answer", "runtime_error"), record["score"]
    return outcome == (True, 0) and record["attempt"] == 1


@pytest.mark.parametrize("shipped", CHEATS.values(), ids=CHEATS)
def test_what_is_shipped_beside_wrong_code_does_not_make_it_right(judge: JudgeServer, shipped: dict[str, str]) -> None:
    record = judge.grade("solve-suite", "python", {"main.py": WRONG, **shipped})
    assert failed(record), record


def test_a_wheel_that_a_submission_ships_is_no_plug_in_of_its_tests(judge: JudgeServer) -> None:
    """Its build installs it: the one command of a submission's own choice that runs before the tests."""
    wheel = {**ENTRY_POINT, "cheat.py": PASSES, "pytest/__init__.py": EQUAL, "unittest/__init__.py": EQUAL}
    record_file = "".join(f"{name},,\n" for name in (*wheel, "cheat-1.dist-info/RECORD"))
    files = {
        "main.py": WRONG.encode(),
        "requirements.txt": b"cheat\n",
        "wheels/cheat-1-py3-none-any.whl": zipped({**wheel, "cheat-1.dist-info/RECORD": record_file}),
    }
    answer = judge.client.post(
        "/api/v1/submissions",
        data={"challenge": "solve-suite", "runtime": "python"},
        files={"archive": ("cheat.zip", zipped(files))},
    )
    assert answer.status_code == 202, answer.text
    record = judge.record(answer.json()["id"])
    assert record["build"]["ok"], record
    assert failed(record), record


def test_judging_again_believes_no_more_than_judging_did(judge: JudgeServer) -> None:
    """What a forger left in its box, or in the judge's memory, is of no use to the next attempt."""
    source = (
        "from _pytest.python import Function\nFunction.runtest = lambda self: None\n"
        "open('/box/tmp/passed', 'w').write('everything')\n" + WRONG
    )
    submission = judge.submit("solve-suite", "python", {"main.py": source})
    first = judge.record(submission)
    assert judge.client.post(f"/api/v1/submissions/{submission}/rejudge").status_code in (200, 202)
    second = judge.record(submission)
    assert (first["attempt"], second["attempt"]) == (1, 2)
    for record in (first, second):
        assert (record["verdict"], record["cause"], record["score"]) == ("wrong_answer", "tests_disturbed", 0)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()
