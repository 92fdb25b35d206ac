"""Assignments as GitHub Classroom had them, written for the tests: with autograding.json, and with its workflow."""

import json

from judge.imports.classroom.reading import JSON, WORKFLOWS


def _test(name: str, run: str, **keys: object) -> dict[str, object]:
    return {"name": name, "setup": "", "run": run, "input": "", "output": "", "comparison": "included"} | keys


ASSIGNMENT = {
    JSON: json.dumps(
        {
            "tests": [
                _test("says hello", "python3 hello.py", output="llo, x", input="x\n", timeout=10, points=1),
                _test(
                    "greets by name",
                    "python3 hello.py --name 'two words'",
                    input="Ada\n",
                    output="Hello, Ada!",
                    comparison="exact",
                    timeout=0.5,
                    points=3,
                ),
                _test(
                    "a pattern",
                    "python3 ./hello.py",
                    input="Bob",
                    output="^Hello, (?<who>\\w+)!$",
                    comparison="regex",
                    points=2,
                ),
                _test("it runs", "python3 hello.py", setup="make data", timeout=10, points=0),
                _test("unit tests", "pytest tests/", setup="pip install pytest numpy", timeout=10, points=4),
                _test("one of them", "pytest tests/test_hello.py::test_shout", timeout=10, points=5),
            ]
        }
    ).encode(),
    ".github/workflows/classroom.yml": b"""\
name: GitHub Classroom Workflow
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v3
      - uses: education/autograding@v1
""",
    ".gitignore": b"__pycache__\n",
    "README.md": b"# Greeter\n\nGreet whoever is named on standard input.\n",
    "hello.py": b"def greet(name):\n    raise NotImplementedError\n",
    "data.txt": b"1\n",
    "conftest.py": b"import sys\n",
    "tests/test_hello.py": b"""\
from hello import greet


def test_name():
    assert greet("Ada") == "Hello, Ada!"


def test_shout():
    assert greet("ADA") == "Hello, ADA!"
""",
}

SOLUTION = b"""\
import sys


def greet(name):
    return f"Hello, {name}!"


if __name__ == "__main__":
    print(greet(sys.stdin.read().strip()))
"""

WORKFLOW = {
    WORKFLOWS + "classroom.yml": b"""\
name: Autograding Tests
'on':
- push
- repository_dispatch
permissions:
  checks: write
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
    - name: Checkout code
      uses: actions/checkout@v4
    - name: circle
      id: circle
      uses: classroom-resources/autograding-io-grader@v1
      with:
        test-name: circle
        setup-command: ''
        command: python circle.py
        input: ''
        expected-output: |-
          area = 314.1592653589793
          c = 5.0
        comparison-method: contains
        timeout: 10
    - name: exactly
      id: exactly
      uses: education/autograding-io-grader@v1
      with:
        test-name: exactly
        command: python circle.py
        input: "1\\n"
        expected-output: "area = 3.141592653589793"
        comparison-method: exact
        timeout: 1
        max-score: 10
    - name: by npm
      uses: classroom-resources/autograding-command-grader@v1
      with:
        test-name: by npm
        command: npm run grade
        max-score: 18
    - name: Python test
      id: python-test
      uses: classroom-resources/autograding-python-grader@v1
      with:
        timeout: '15'
        max-score: '100'
        setup-command: 'pip install -r requirements.txt'
    - name: Autograding Reporter
      uses: classroom-resources/autograding-grading-reporter@v1
      env:
        CIRCLE_RESULTS: "${{steps.circle.outputs.result}}"
      with:
        runners: circle,exactly
""",
    "circle.py": b"",
    "requirements.txt": b"pytest==8.0\nrequests\n",
    "test_circle.py": b"import circle\n\n\ndef test_there():\n    assert circle\n",
}

SEVERAL = {
    JSON: json.dumps(
        {
            "tests": [
                _test("one", "python3 one.py", input="2\n", output="2", comparison="exact", points=1),
                _test("two", "python3 more/two.py 7", output="14", comparison="exact", points=1),
            ]
        }
    ).encode(),
    "one.py": b"",
    "more/two.py": b"",
}
