from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from judge.domain.redaction import candidate_report
from judge.domain.report import BuildReport, Evidence, Report, ServiceReport, SidecarReport
from judge.domain.verdict import Verdict
from judge.formats.junit import junit_xml
from tests.fakes.world import a_test, wrong_report


def xml(report: Report) -> Element:
    return fromstring(junit_xml("adder", report))


def test_each_stage_is_a_suite_and_each_test_a_case() -> None:
    root = xml(candidate_report(wrong_report()))
    (suite,) = root.findall("testsuite")
    assert (root.tag, root.get("name"), suite.get("name")) == ("testsuites", "adder", "cases")
    assert [(case.get("classname"), case.get("name"), case.get("time")) for case in suite] == [
        ("cases", "sample/1", "0.010"),
        ("cases", "hidden/2", "0.010"),
    ]
    for element in (root, suite):
        assert [element.get(key) for key in ("tests", "failures", "errors", "skipped", "time")] == [
            *("2", "1", "0", "0", "0.020")
        ]
    (failure,) = suite.iter("failure")
    assert failure.get("type") == "wrong_answer"
    assert failure.get("message") == "The program's output is not the expected one."


def with_tests(*tests: object, **stage: object) -> Report:
    report = wrong_report()
    return replace(report, stages=(replace(report.stages[0], tests=tests, **stage),))  # type: ignore[arg-type]  # any field


def test_skips_and_errors_of_ours_are_told_apart() -> None:
    root = xml(with_tests(a_test("sample/1", Verdict.SKIPPED), a_test("sample/2", Verdict.JUDGE_ERROR, message="m")))
    assert root.find(".//skipped") is not None
    error = root.find(".//error")
    assert error is not None
    assert error.get("message") == "m"
    assert root.find(".//failure") is None


def test_evidence_is_in_the_failure() -> None:
    evidence = Evidence(input="1 2", expected="3", output="4")
    text = xml(with_tests(a_test("sample/1", evidence=evidence))).findtext(".//failure")
    assert text == "--- input\n1 2\n--- expected\n3\n--- output\n4"


def test_the_request_and_the_detail_are_in_the_failure_of_those_who_may_see_them() -> None:
    test = a_test("sample/1", evidence=Evidence(curl="curl -s /", transcript="GET /"), detail="Traceback")
    assert xml(with_tests(test)).findtext(".//failure") == (
        "--- curl\ncurl -s /\n--- transcript\nGET /\n--- detail\nTraceback"
    )


def test_what_is_known_of_a_service_is_in_its_suite() -> None:
    sidecar = SidecarReport(name="db", type="postgres", started_ms=250)
    service = ServiceReport(started_ms=90, starts=2, cpu_ms=7, memory_kib=100, log="up\x00", sidecars=(sidecar,))
    root = xml(with_tests(a_test("sample/1", Verdict.ACCEPTED), service=service))
    (suite,) = root.findall("testsuite")
    assert {each.get("name"): each.get("value") for each in suite.iter("property")} == {
        **{"service.started_ms": "90", "service.starts": "2", "service.cpu_ms": "7", "service.memory_kib": "100"},
        **{"db.type": "postgres", "db.started_ms": "250", "db.cpu_ms": "0", "db.memory_kib": "0"},
    }
    assert suite.findtext("system-out") == "up\N{REPLACEMENT CHARACTER}"
    assert [element.tag for element in suite] == ["properties", "testcase", "testcase", "system-out"]


def test_a_stage_that_failed_in_hidden_tests_shows_a_failure() -> None:
    root = xml(with_tests(a_test("sample/1", Verdict.ACCEPTED)))
    assert [case.get("name") for case in root.iter("testcase")] == ["sample/1", "cases (stage)"]
    assert root.get("failures") == "1"


def test_a_broken_build_shows_its_log() -> None:
    report = replace(wrong_report(), stages=(), build=BuildReport(ok=False, log="error: no", wall_ms=1500))
    root = xml(report)
    assert root.findtext(".//testsuite[@name='build']/testcase/failure") == "error: no"
    assert root.get("time") == "1.500"


def test_a_report_that_proves_nothing_is_an_error() -> None:
    assert xml(Report()).get("errors") == "1"


def test_an_accepted_report_has_no_failure() -> None:
    accepted = replace(
        with_tests(a_test("sample/1", Verdict.ACCEPTED), verdict=Verdict.ACCEPTED), verdict=Verdict.ACCEPTED
    )
    root = xml(accepted)
    assert [root.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["1", "0", "0", "0"]


@given(st.text())
def test_any_text_makes_well_formed_xml(text: str) -> None:
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    root = xml(with_tests(a_test(f"sample/{text}", message=text, evidence=Evidence(output=text + "\x00\x1b\ufffe"))))
    assert root.get("failures") == "1"


def test_limits_that_were_near_are_properties() -> None:
    service = ServiceReport(near=("memory",))
    root = xml(
        with_tests(replace(a_test("sample/1"), near=("cpu_time", "output")), a_test("sample/2"), service=service)
    )
    found = {each.get("name"): each.get("value") for each in root.iter("property")}
    assert (found["near.sample/1"], found["service.near"]) == ("cpu_time output", "memory")
    assert "near.sample/2" not in found
