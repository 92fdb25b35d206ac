"""The process that compares, as it is started: it answers, it is held down, and it never holds up who started it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from judge.config import CHECKOUT
from judge.domain.similarity import Findings, Source, Sources
from judge.service.similarity import Failed
from judge.similarity import limits
from judge.similarity.process import Process
from tests.worker_process import until

PROGRAM = Path(__file__).read_text()


def sources(*texts: str) -> Sources:
    each = tuple(
        Source(submission=f"s{number}", runtime="python", files={"main.py": text})
        for number, text in enumerate(texts, 1)
    )
    return Sources(sources=each, given={})


def findings(process: Process, within_s: float = 60) -> Findings:
    try:
        return until(process.findings, within_s)
    finally:
        process.close()


def test_it_answers_with_pairs_and_places() -> None:
    found = findings(Process(sources(PROGRAM, PROGRAM, "import os\n" * 40)))
    [pair] = [pair for pair in found.pairs if (pair.left, pair.right) == ("s1", "s2")]
    assert (pair.left_percent, pair.right_percent) == (100.0, 100.0)
    assert pair.matches[0].left.file == "main.py"


def test_whoever_asks_does_not_wait() -> None:
    process = Process(sources(PROGRAM, PROGRAM))
    assert process.findings() is None
    process.close()
    assert not Path(f"/proc/{process.pid}").exists()


def test_sources_made_to_be_slow_end_with_an_answer_or_a_reason() -> None:
    """Nesting and unclosed strings, on which lexers go back and forth."""
    slow = ("(" * 30_000 + "f'{" * 10_000, "r'" + "\\" * 60_000, "'''" * 20_000, "0" * 60_000 + "." + "e" * 3000)
    found = findings(Process(sources(PROGRAM, *slow)), limits.WALL_S)
    assert isinstance(found, Findings)


def test_a_source_on_which_a_lexer_goes_back_and_forth_is_left_out_and_the_others_are_compared() -> None:
    """Quadratic in pygments' lexer for Java: 64 KiB would take it minutes."""
    fine = "class Main { static int add(int a, int b) { return a + b; } int twice(int a) { return add(a, a); } }\n"
    texts = {"s1": fine, "s2": "a b " * 16_000, "s3": fine}
    each = tuple(Source(submission=name, runtime="java", files={"Main.java": text}) for name, text in texts.items())
    found = findings(Process(Sources(sources=each, given={})))
    assert ("s2", "Main.java") in [(left_out.submission, left_out.file) for left_out in found.left_out]
    assert [(pair.left, pair.right) for pair in found.pairs] == [("s1", "s3")]


def test_one_that_takes_too_much_time_is_ended_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    many = Process(sources(*(f"{PROGRAM}\nx = {number}\n" * 8 for number in range(200))))
    monkeypatch.setattr("judge.similarity.process.time.monotonic", lambda: time.perf_counter() + 10_000)
    with pytest.raises(Failed, match="too long"):
        findings(many)


def test_one_that_is_killed_says_so() -> None:
    process = Process(sources(PROGRAM, PROGRAM))
    process._process.kill()
    with pytest.raises(Failed):
        findings(process)


def test_it_brings_no_library_of_diagrams_along() -> None:
    """copydetect asks for one that would be most of what the judge installs."""
    program = "import sys, judge.similarity.compare; print(*sorted({'matplotlib', 'PIL'} & {*sys.modules}), end='')"
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
