"""What is kept in Redis comes back as it was put in, and what other tools read is proper, for any text."""

import csv
import io
import json
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree.ElementTree import fromstring

import pytest
from httpx_sse._decoders import SSEDecoder
from hypothesis import given
from hypothesis import strategies as st

from judge.api.events import _event
from judge.domain import events as happenings
from judge.domain import report as reports
from judge.domain.challenge import Visibility
from judge.domain.events import Event
from judge.domain.recorded import RecordedTest
from judge.domain.redaction import candidate_event, candidate_report
from judge.domain.report import Evidence, Report, StageReport
from judge.domain.submission import Outcome
from judge.domain.trial import Trial
from judge.formats.github import annotations, command
from judge.formats.graded import Graded, Sent
from judge.formats.gradescope import gradescope
from judge.formats.junit import junit_xml
from judge.formats.markdown import markdown
from judge.formats.places import diagnostics, last_place
from judge.formats.sarif import sarif
from judge.service.ports import WorkerInfo
from judge.sheets import csv_text
from judge.store import codec
from judge.web.pages import page
from tests.fakes.world import a_test, wrong_report

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
TEXT = st.text(max_size=30)
HOSTILE = TEXT | st.lists(
    st.sampled_from(
        ["<", ">", "&", '"', "'", "]]>", "<!--", "\0", "\x1b[2J", "\r", "\n", "\u2028", "\x85", "\ufffe", "::"]
    )
    | st.sampled_from(
        ["data: x", "|", "`", "=cmd()", "{{7*7}}", "{% x %}", "%0A", "event: state", "\U0001f600", "\x7f"]
    ),
    max_size=6,
).map("".join)
REPORTS = st.builds(
    Report,
    stages=st.lists(
        st.builds(StageReport, tests=st.lists(st.from_type(reports.TestReport), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
)


@given(REPORTS)
def test_a_report_comes_back(report) -> None:
    assert codec.decode_report(codec.encode_report(report)) == report


@given(st.from_type(Event))
def test_an_event_comes_back(event) -> None:
    assert codec.decode_event(codec.encode_event(event)) == event


@given(st.none() | st.from_type(Trial))
def test_a_trial_comes_back(trial) -> None:
    assert codec.decode_trial(codec.encode_trial(trial).encode()) == trial


@given(st.lists(st.from_type(RecordedTest), max_size=4).map(tuple))
def test_recorded_tests_come_back(tests) -> None:
    assert codec.decode_tests(codec.encode_tests(tests)) == tests


@given(st.from_type(WorkerInfo))
def test_a_worker_comes_back(worker) -> None:
    assert codec.decode_worker(codec.encode_worker(worker)) == worker


@given(st.dictionaries(st.text(st.characters(), max_size=20), st.binary(max_size=600), max_size=4), st.integers(0, 9))
def test_files_come_back_in_their_order(files, level) -> None:
    assert list(codec.decode_files(codec.encode_files(files, level=level)).items()) == list(files.items())


@given(REPORTS, st.integers(1, 99), st.integers(1, 99), st.sampled_from(["01ABC", "-"]))
def test_what_a_rejudge_replaced_comes_back(report, attempt, version, rejudge) -> None:
    data = f"{version} {rejudge} 1700000000123\n".encode() + codec.encode_report(report)
    earlier = codec.decode_earlier(attempt, data)
    assert (earlier.attempt, earlier.version, earlier.rejudge, earlier.report) == (attempt, version, rejudge, report)
    assert earlier.replaced_at == datetime(2023, 11, 14, 22, 13, 20, 123000, UTC)


@given(st.from_type(Outcome))
def test_an_outcome_comes_back(outcome) -> None:
    report = Report(**asdict(outcome))
    assert codec._OUTCOME.validate_json(codec.encode_outcome(report)) == outcome


def everywhere(text: str) -> Evidence:
    return Evidence(**{field.name: text for field in fields(Evidence)})


def hostile_report(text: str) -> Report:
    """The text in every place of a report that holds one."""
    report = wrong_report()
    test = a_test(f"hidden/{text}", message=text, cause=text, detail=text, evidence=everywhere(text))
    stage = replace(report.stages[0], name=text, message=text, cause=text, tests=(test,))
    return replace(report, message=text, cause=text, stages=(stage,), build=replace(report.build, ok=False, log=text))


def graded(text: str) -> Graded:
    facts = {"id": "01", "challenge_version": 1, "runtime": "python", "attempt": 1, "max_score": 100.0}
    sent = Sent(files={"main.py": text, text: "main.py"}, main="main.py")
    return Graded(**facts, challenge=text, report=hostile_report(text), sent=sent)


@given(HOSTILE)
def test_any_text_makes_proper_junit_that_is_never_taken_for_passed(text) -> None:
    root = fromstring(junit_xml(text, hostile_report(text)))
    assert len(root.findall("testsuite")) == 2
    assert int(root.get("failures") or 0) + int(root.get("errors") or 0) >= 1
    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error"),
        *("skipped", "properties", "property", "system-out"),
    }


@given(HOSTILE)
def test_any_text_makes_proper_json_for_other_tools(text) -> None:
    for document in (sarif(graded(text)), gradescope(graded(text))):
        document.encode()
        assert text in json.dumps(json.loads(document), ensure_ascii=False) or not text.isalnum()
    assert json.loads(gradescope(graded(text)))["tests"][0]["status"] == "failed"


@given(HOSTILE)
def test_no_text_becomes_markup_or_a_command(text) -> None:
    shown, _, log = markdown(graded(text)).partition("\n<pre>")  # everything up to its end is as it is
    assert log.count("<") == 1
    assert "<" not in shown
    rows = [line for line in shown.split("\n") if line.startswith("|")]
    assert [row.count("|") for row in rows] == [6, 6, 6, 4, 4, 4]
    for line in (*annotations(graded(text)), command("error", text, title=text)):
        assert line.startswith("::error")
        assert not set(line) & set("\r\n")
        assert line.count("::") == 2 or "::" in text


CELLS = HOSTILE | st.integers() | st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=4))
def test_a_table_comes_back_cell_by_cell_and_no_text_is_a_formula(rows) -> None:
    found = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert [len(row) for row in found] == [len(row) for row in rows]
    for given_row, row in zip(rows, found, strict=True):
        for value, cell in zip(given_row, row, strict=True):
            if isinstance(value, str):
                assert cell.removeprefix("'") == value.replace("\0", "").removeprefix("'")
                assert not cell.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            else:
                assert cell == ("" if value is None else str(value))


@given(HOSTILE)
def test_any_text_of_a_test_stays_within_its_event(text) -> None:
    test = a_test("sample/1", message=text, evidence=Evidence(output=text))
    sent = _event("17-0", happenings.TestEnded(stage=text, test=test))
    decoder = SSEDecoder()
    events = [found for line in sent.split("\n")[:-1] if (found := decoder.decode(line)) is not None]
    assert [(each.id, each.event) for each in events] == [("17-0", "test")]
    assert json.loads(events[0].data)["test"]["message"] == (text or None)
    assert len(sent.splitlines()) == 4


@given(HOSTILE, st.sampled_from([Visibility.NAME, Visibility.NONE]), st.booleans())
def test_no_text_of_a_hidden_test_is_in_what_its_candidate_gets(noise, visibility, over) -> None:
    secret = f"\u2603{noise}\u2603"
    test = a_test("hidden/1", visibility=visibility, message=secret, detail=secret, evidence=everywhere(secret))
    report = replace(hostile_report(secret), message=secret, cause="wrong_output")
    stage = replace(report.stages[0], name="cases", cause="wrong_output", message=secret, tests=(test,))
    seen = candidate_report(replace(report, stages=(stage,), build=replace(report.build, log="")), over=over)
    assert "\u2603" not in repr(seen)
    assert "\u2603" not in repr(candidate_event(happenings.TestEnded(stage="cases", test=test), over=over))


FILES = {"main.py": "main.py", "a/b.cpp": "a/b.cpp"}
PIECES = st.sampled_from(
    [
        "main.py",
        "/box/work/",
        "a/b.cpp",
        ":",
        "12",
        "٣",
        'File "',
        '"',
        ", line ",
        "error:",
        " ",
        "\n",
        "/",
        "(",
        ".",
        "x",
    ]
)


@given(TEXT | st.lists(PIECES, max_size=14).map("".join))
def test_any_log_names_places_in_what_was_sent_only(log) -> None:
    places = [each.place for each in diagnostics(log, FILES)]
    last = last_place(log, FILES)
    for place in [*places, *([last] if last else [])]:
        assert place.path in FILES
        assert place.line >= 1


LONG = {
    "slashes": "/" * 400_000,
    "names": "a/" * 200_000,
    "one name": "a" * 400_000,
    "colons": ":" * 400_000,
    "places": "main.py:1:" * 40_000,
    "quotes": 'File "' * 70_000,
    "brackets": "(a" * 200_000,
    "spaces": " " * 400_000,
    "lines": "\n" * 400_000,
    "numbers": "main.py:" + "1" * 400_000,
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", LONG)
def test_a_long_hostile_log_is_searched_soon(name: str) -> None:
    last_place(LONG[name], FILES)
    list(diagnostics(LONG[name], FILES))
    list(diagnostics(LONG[name].replace("a", "a\n"), FILES))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def tags(heading: str, reason: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Tags()
    parser.feed(page("refused", heading=heading, reason=reason).get_data(as_text=True))
    return parser.found


@given(HOSTILE, HOSTILE)
def test_no_text_becomes_a_tag_of_a_page(heading, reason) -> None:
    assert tags(heading, reason) == tags("x", "y")
