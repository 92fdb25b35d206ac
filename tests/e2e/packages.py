"""Small packages that tests write, to be served through ``JUDGE_CHALLENGES``."""

from pathlib import Path

ADD = "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"


def write_sum_package(folder: Path, name: str, *, limits: str, tests: int = 1, extra: str = "") -> None:
    """A stdio challenge that adds two numbers; ``limits`` is YAML such as ``{cpu_s: 1}``."""
    cases = folder / name / "stages" / "cases" / "hidden"
    cases.mkdir(parents=True)
    (folder / name / "statement.md").write_text("Print the sum of the integers on standard input.\n")
    (folder / name / "challenge.yaml").write_text(
        f"format: 1\nid: {name}\ntitle: Sum\nsummary: Add numbers\ndifficulty: easy\nskills: [testing]\n"
        f"runtimes: [python]\nlimits: {limits}\n{extra}"
        "stages:\n  - {name: cases, kind: stdio, points: 100, groups: [{name: hidden, points: 100}]}\n"
    )
    for number in range(1, tests + 1):
        (cases / f"{number:03}.in").write_text(f"{number} 1\n")
        (cases / f"{number:03}.ans").write_text(f"{number + 1}\n")


def write_suite_package(folder: Path, name: str) -> None:
    """A pytest suite that starts the submission's program, whatever its language; recorded with a Python solution."""
    root = folder / name
    group = root / "stages" / "runs" / "sample"
    group.mkdir(parents=True)
    (root / "statement.md").write_text("Print hello.\n")
    (root / "challenge.yaml").write_text(
        f"format: 1\nid: {name}\ntitle: Hello\nsummary: Say it\ndifficulty: easy\nskills: [testing]\n"
        "runtimes: [python, node]\nlimits: {cpu_s: 10}\n"
        "stages:\n  - {name: runs, kind: suite, points: 100, groups: [{name: sample, points: 100}]}\n"
    )
    (group / "test_hello.py").write_text(
        "import pathlib, subprocess\n\n\n"
        "def test_it_says_hello():\n"
        "    argv = ['node', 'main.js'] if pathlib.Path('main.js').exists() else ['python3', 'main.py']\n"
        "    assert subprocess.run(argv, capture_output=True, text=True).stdout == 'hello\\n'\n"
    )
    solution = root / "submissions" / "accepted" / "says-python"
    solution.mkdir(parents=True)
    (solution / "main.py").write_text("print('hello')\n")
