"""How alike sources are: what is found, where, and what is nobody's own. Its process is tried elsewhere."""

import pytest

from judge.domain.similarity import Findings, Source, Sources
from judge.similarity import compare as comparing
from judge.similarity import fingerprints
from judge.similarity.compare import compare

ONE = '''\
import sys
from collections import Counter


def words(text):
    """Split into lower case words."""
    return [word.strip(".,;").lower() for word in text.split() if word]


class Report:
    def __init__(self, limit):
        self.limit = limit
        self.counter = Counter()

    def feed(self, text):
        for word in words(text):
            self.counter[word] += 1

    def lines(self):
        ranked = sorted(self.counter.items(), key=lambda item: (-item[1], item[0]))
        return [f"{name} {number}" for name, number in ranked[: self.limit]]


report = Report(10)
report.feed(sys.stdin.read())
print("\\n".join(report.lines()))
'''
RENAMED = (
    ONE.replace("words", "pieces")
    .replace("counter", "tally")
    .replace("Report", "Summary")
    .replace("ranked", "best")
    .replace("word", "w")
    .replace("report", "it")
)
OTHER = """\
import heapq


def dijkstra(graph, start):
    distance = {start: 0}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if cost > distance.get(node, float("inf")):
            continue
        for neighbour, weight in graph.get(node, {}).items():
            candidate = cost + weight
            if candidate < distance.get(neighbour, float("inf")):
                distance[neighbour] = candidate
                heapq.heappush(queue, (candidate, neighbour))
    return distance


edges = {}
while True:
    try:
        a, b, w = input().split()
    except EOFError:
        break
    edges.setdefault(a, {})[b] = int(w)
print(dijkstra(edges, "start"))
"""


def found(*texts: str, given: str = "", runtime: str = "python", suffix: str = ".py") -> Findings:
    sources = tuple(
        Source(submission=f"s{number}", runtime=runtime, files={f"main{suffix}": text})
        for number, text in enumerate(texts, 1)
    )
    return compare(Sources(sources=sources, given={runtime: {f"main{suffix}": given}} if given else {}))


def test_the_same_program_with_other_names_and_comments_is_found() -> None:
    [pair] = found(
        ONE, "# mine, all mine\n\n" + RENAMED.replace('"""Split into lower case words."""', '"""Other."""')
    ).pairs
    assert (pair.left, pair.right) == ("s1", "s2")
    assert min(pair.left_percent, pair.right_percent) > 90
    [match, *_] = pair.matches
    assert match.left.first <= 3
    assert match.left.last >= 20
    assert abs((match.right.first - match.left.first) - 2) <= 1, "two more lines stand before it"


def test_different_programs_are_not() -> None:
    assert found(ONE, OTHER).pairs == ()


def test_a_copied_part_is_told_by_its_lines_in_both_files() -> None:
    part = ONE[ONE.index("class Report") : ONE.index("report = Report")]
    [pair] = found(ONE, OTHER + "\n\n" + part).pairs
    assert pair.left_percent > pair.right_percent
    match = pair.matches[0]
    first = (OTHER + "\n\n").count("\n") + 1
    assert abs(match.left.first - 10) <= 2
    assert abs(match.right.first - first) <= 2
    assert match.left.last - match.left.first >= 8


def test_what_everybody_was_given_is_nobodys_own() -> None:
    mine, theirs = (ONE + "\n\n" + own for own in (OTHER, OTHER.replace("while True", "for _ in range(99)")))
    [pair] = found(mine, theirs, given=ONE).pairs
    assert min(match.left.first for match in pair.matches) >= ONE.count("\n") - 2
    nothing = found(ONE, ONE, given=ONE)
    assert nothing.pairs == ()
    assert {each.submission for each in nothing.left_out} == {"s1", "s2"}


def test_a_fragment_that_somebody_repeats_is_not_taken_for_given() -> None:
    [pair] = found(OTHER * 3, OTHER * 3, given=ONE).pairs
    assert pair.left_percent > 90


def test_programs_too_short_to_say_anything_are_left_out_by_name() -> None:
    findings = found("print(3)\n", "print(3)\n")
    assert findings.pairs == ()
    assert [(each.submission, each.file) for each in findings.left_out] == [("s1", ""), ("s2", "")]


def test_only_sources_of_one_runtime_are_compared() -> None:
    sources = (
        Source(submission="s1", runtime="python", files={"main.py": ONE}),
        Source(submission="s2", runtime="node", files={"main.py": ONE}),
    )
    assert compare(Sources(sources=sources, given={})).pairs == ()


def test_code_moved_to_another_file_is_found_there() -> None:
    part = ONE[ONE.index("class Report") :]
    sources = (
        Source(submission="s1", runtime="python", files={"main.py": ONE}),
        Source(submission="s2", runtime="python", files={"a.py": OTHER, "lib/b.py": "\n\n\n" + part}),
    )
    [pair] = compare(Sources(sources=sources, given={})).pairs
    place = pair.matches[0].right
    assert (place.file, place.first >= 4) == ("lib/b.py", True)
    assert place.last <= ("\n\n\n" + part).count("\n") + 1


def test_line_ends_of_another_system_are_line_ends() -> None:
    [pair] = found(ONE, ONE.replace("\n", "\r\n")).pairs
    assert pair.matches[0].left == pair.matches[0].right


@pytest.mark.parametrize(
    ("runtime", "suffix", "text"),
    [
        (
            "node",
            ".js",
            "function add(a, b) { return a + b }\nfor (let i = 0; i < 9; i++) console.log(add(i, i * 2))\n",
        ),
        ("java", ".java", "class Main { public static void main(String[] a) { for (int i = 0; i < 9; i++) x(i); } }\n"),
        (
            "go",
            ".go",
            "package main\nfunc add(a int, b int) int { return a + b }\nfunc main() { println(add(1, 2)) }\n",
        ),
        (
            "cpp",
            ".cpp",
            '#include <cstdio>\nint add(int a, int b) { return a + b; }\nint main() { printf("%d", add(1, 2)); }\n',
        ),
    ],
)
def test_other_languages_are_read_too(runtime: str, suffix: str, text: str) -> None:
    [pair] = found(text * 3, text * 3, runtime=runtime, suffix=suffix).pairs
    assert pair.left_percent > 90


@pytest.mark.parametrize(
    "text", ["", "\0" * 5000, "\ufffd" * 5000, "(" * 20_000, '"""' * 5000, "é\u2028" * 3000, "\n" * 9000]
)
def test_no_text_breaks_it(text: str) -> None:
    found(text, ONE, text + ONE)


def test_a_file_that_cannot_be_read_in_time_is_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(code: str, name: str) -> None:
        while "stop" not in code:
            pass

    monkeypatch.setattr(fingerprints, "SOURCE_CPU_S", 0.01)
    monkeypatch.setattr(fingerprints, "filter_code", slow)
    findings = found(ONE, ONE)
    assert ("s1", "main.py", "this person's source takes too long to read") in [
        (each.submission, each.file, each.why) for each in findings.left_out
    ]


def test_the_most_alike_pairs_come_first_and_their_number_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MAX_PAIRS", 2)
    half = ONE[: len(ONE) // 2] + OTHER
    pairs = found(ONE, half, ONE).pairs
    assert [(pair.left, pair.right) for pair in pairs] == [("s1", "s3"), ("s1", "s2")]
