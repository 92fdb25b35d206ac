"""What comes out of a box, in any bytes: each reader gives values or its own error, and never more than it was sent.

A box's supervisor is ours, but whoever took it over speaks in its place; what a suite or a tester says comes from a
process that hostile code shares, or speaks with.
"""

import json
import math

import pytest
from hypothesis import example, find, given
from hypothesis import strategies as st

from judge.domain.errors import SandboxUnavailable
from tests.unit.refusing import or_refused_by
from worker.graders.http import lines as tester_lines
from worker.graders.suite_lines import read as suite_lines
from worker.sandbox import replies
from worker.supervisor import frames
from worker.supervisor.request import cut_files

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ALIKE = {int: 7, float: 0.25, bool: True, str: "", list: [3, 0]}
"""Other values of the kinds that there are: most of them are good as well."""
NONCE = "0" * 32
GOOD_RESULT = {
    "op": "result",
    "exit_code": 0,
    "signal": -1,
    "cpu_ms": 1.5,
    "wall_ms": 2.5,
    "memory_kib": 9000,
    "deadline": "none",
    "oom_kills": 0,
    "disk_full": False,
    "processes_full": False,
    "lengths": [2, 1],
    "cut": [False, True],
}
GOOD_SERVICE = {"op": "service", "alive": True, "ended_by": "", "seen": "ready", "answer": "", "wall_ms": 3.0}
GOOD_TEST = {
    "kind": "test",
    "nonce": NONCE,
    "id": "hidden/test_a.py::test_b",
    "outcome": "passed",
    "cause": "",
    "message": "",
    "text": "",
    "output": "",
    "wall_ms": 1.0,
    "cpu_ms": 1.0,
}
TESTER_TEST = {"kind": "test", "id": "a::b", "outcome": "passed"}


def spoiled(good):
    """The good answer, as it is or with some values replaced, taken away, or added."""
    changed = st.dictionaries(st.sampled_from([*good, "more"]), VALUES, max_size=3)
    gone = st.sets(st.sampled_from(sorted(good)), max_size=2)
    alike = st.sampled_from(sorted(good)).map(lambda key: {**good, key: ALIKE.get(type(good[key]), good[key])})
    return st.one_of(
        st.just(good),
        alike,
        st.tuples(changed, gone).map(
            lambda both: {key: value for key, value in {**good, **both[0]}.items() if key not in both[1]}
        ),
    )


def pieces_of(data: bytes, sizes: list[int]) -> list[bytes]:
    parts = []
    for size in sizes:
        parts.append(data[:size])
        data = data[size:]
    return [*parts, data]


def frames_in(pieces: list[bytes]) -> list[tuple[frames.Header, bytes]]:
    decoder, found = frames.Decoder(), []
    for piece in pieces:
        decoder.feed(piece)
        while (frame := decoder.next()) is not None:
            found.append(frame)
    return found


HEADERS = st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers() | st.booleans(), max_size=4)


@given(st.lists(st.tuples(HEADERS, st.binary(max_size=50)), max_size=4), st.lists(st.integers(0, 20), max_size=20))
def test_frames_arrive_as_they_were_sent_in_whatever_pieces(sent, sizes) -> None:
    data = b"".join(frames.encode(header, body) for header, body in sent)
    assert frames_in(pieces_of(data, sizes)) == sent


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_any_bytes_are_frames_or_broken_ones(pieces) -> None:
    with or_refused_by(frames.BrokenFrame):
        assert sum(len(body) for _, body in frames_in(pieces)) <= sum(map(len, pieces))


@pytest.mark.parametrize(
    "header", [b"[" * 200_000, b'{"a":' * 200_000, b"[]", b"1", b"\xff", b"1" * 5000, b'{"a":' + b"9" * 5000 + b"}"]
)
def test_a_header_that_is_no_object_is_a_broken_frame(header: bytes) -> None:
    with pytest.raises(frames.BrokenFrame):
        frames_in([frames.PREFIX.pack(len(header), 0) + header])


@pytest.mark.parametrize(
    "lengths", [(frames.MAX_HEADER_BYTES + 1, 0), (2, frames.MAX_BODY_BYTES + 1), (2**32 - 1,) * 2]
)
def test_a_frame_beyond_the_limits_is_refused_before_it_has_come(lengths: tuple[int, int]) -> None:
    with pytest.raises(frames.BrokenFrame):
        frames_in([frames.PREFIX.pack(*lengths)])


@given(spoiled(GOOD_RESULT) | HEADERS, st.just(b"abc") | st.binary(max_size=5))
@example({**GOOD_RESULT, "lengths": [1, 1]}, b"abc")
@example({**GOOD_RESULT, "lengths": [2, 2]}, b"abc")
@example({**GOOD_RESULT, "wall_ms": math.nan}, b"abc")
@example({**GOOD_RESULT, "cpu_ms": math.inf}, b"abc")
@example({**GOOD_RESULT, "memory_kib": 1.5}, b"abc")
@example({**GOOD_RESULT, "exit_code": -2}, b"abc")
def test_any_answer_to_a_run_is_a_result_or_a_lost_box(header, body) -> None:
    with or_refused_by(SandboxUnavailable):
        result = replies.run_result((header, body))
        assert result.stdout + result.stderr + result.results == body
        assert math.isfinite(result.cpu_ms + result.wall_ms)
        assert isinstance(result.memory_kib, int)
        assert result.exit_code >= -1


@pytest.mark.parametrize(
    ("good", "read"),
    [
        (GOOD_RESULT, lambda header: replies.run_result((header, b"abc"))),
        (GOOD_SERVICE, lambda header: replies.started((header, b"abc"))),
        (TESTER_TEST, lambda line: list(tester_lines.read([json.dumps(line).encode() + b"\n"]))),
        (GOOD_TEST, lambda line: next(suite_lines(json.dumps(line).encode(), NONCE))),
    ],
    ids=["run", "service", "tester", "suite"],
)
def test_among_what_is_tried_are_other_answers_that_are_read(good, read) -> None:
    """Properties of values say nothing where every answer is refused."""

    def is_read(answer) -> bool:
        try:
            return bool(read(answer)) and answer != good
        except (SandboxUnavailable, StopIteration):
            return False

    find(spoiled(good), is_read)


def test_a_good_answer_to_a_run_is_its_result() -> None:
    result = replies.run_result((GOOD_RESULT, b"abc"))
    assert (result.stdout, result.stderr, result.stderr_cut, result.cpu_ms) == (b"ab", b"c", True, 1.5)


@given(spoiled(GOOD_SERVICE) | HEADERS, st.binary(max_size=5))
def test_any_answer_about_a_service_is_facts_or_a_lost_box(header, body) -> None:
    for read in (replies.service_facts, replies.started):
        with or_refused_by(SandboxUnavailable):
            read((header, body))


@given(VALUES)
def test_any_other_answer_of_a_box_is_a_value_or_a_lost_box(value) -> None:
    for read in (replies.ports, replies.problems, replies.usage):
        with or_refused_by(SandboxUnavailable):
            read({"ports": value, "problems": value, "usage": value, "op": value})
    assert len(replies.shown({"op": value})) <= 80


@given(
    st.lists(
        spoiled(GOOD_TEST).map(lambda line: json.dumps(line).encode())
        | st.binary(max_size=60)
        | st.binary(max_size=20).map(lambda noise: NONCE.encode() + noise),
        max_size=8,
    )
)
def test_any_lines_of_a_suite_are_results_or_as_if_they_had_never_come(lines) -> None:
    for line in suite_lines(b"\n".join(lines), NONCE):
        assert line.nonce == NONCE
    assert list(suite_lines(b"\n".join(lines), "another")) == []


def test_a_line_of_a_suite_counts_among_any_noise() -> None:
    good = json.dumps(GOOD_TEST).encode()
    deep = b'{"kind":' * 100_000 + NONCE.encode()
    found = list(suite_lines(b"\n".join([b"\x00" * 10_000, deep, good, b"\n" * 100_000, NONCE.encode()]), NONCE))
    assert [line.id for line in found] == [GOOD_TEST["id"]]


TESTER = {
    "test": TESTER_TEST,
    "ask": {"kind": "ask", "n": 1, "op": "kill"},
    "collected": {"kind": "collected", "id": "a::b", "group": "a"},
    "broken": {"kind": "broken", "path": "a", "message": "b"},
}


@given(
    st.lists(
        st.one_of(*map(spoiled, TESTER.values())).map(lambda line: json.dumps(line).encode()) | st.binary(max_size=40),
        max_size=6,
    ),
    st.lists(st.integers(0, 30), max_size=10),
)
def test_any_words_of_a_tester_are_lines_or_a_lost_tester(lines, sizes) -> None:
    with or_refused_by(SandboxUnavailable):
        list(tester_lines.read(pieces_of(b"\n".join(lines) + b"\n", sizes)))


@pytest.mark.parametrize(
    "said", [b"x" * (tester_lines.MOST_LINE_BYTES + 1), b"{" * 100_000 + b"\n", b'{"kind":"up"}', b"\xff\n", b"null\n"]
)
def test_what_a_tester_may_not_say_is_a_lost_tester(said: bytes) -> None:
    with pytest.raises(SandboxUnavailable):
        list(tester_lines.read([said[at : at + 4096] for at in range(0, len(said), 4096)]))


@given(st.dictionaries(st.text(max_size=8), st.binary(max_size=20), max_size=5))
def test_files_are_cut_out_of_a_body_as_they_were_put_in(files) -> None:
    index = [(path, len(content)) for path, content in files.items()]
    assert cut_files(index, memoryview(b"".join(files.values()))) == files
