"""A report as JUnit XML, as CI systems read it: one ``testsuite`` for each stage, times in seconds.

A stage that was not accepted always shows a failure or an error, even where its failing tests are hidden, so that no
reader of the XML takes it for passed. What is known of a stage's service is in the suite's properties and output, and
which limits a test came near to is in them too.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict
from xml.etree.ElementTree import Element, SubElement, tostring

from judge.domain.messages import CAUSES
from judge.domain.report import Report, ServiceReport, StageReport, TestReport
from judge.domain.verdict import Verdict

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a character reference."""

_PASSED = (Verdict.ACCEPTED, Verdict.SKIPPED)


def junit_xml(name: str, report: Report) -> bytes:
    """The document; ``name`` is the suites' name (the challenge)."""
    root = Element("testsuites", name=_clean(name))
    if not report.build.ok:
        suite = SubElement(root, "testsuite", name="build")
        case = _case(suite, "build", "build", report.build.wall_ms)
        _outcome(case, Verdict.COMPILE_ERROR, _sentence("build_failed", ""), report.build.log)
    for stage in report.stages:
        _stage(root, stage)
    if report.verdict not in _PASSED and root.find(".//failure") is None and root.find(".//error") is None:
        suite = SubElement(root, "testsuite", name="submission")
        case = _case(suite, "submission", "verdict", 0)
        _outcome(case, report.verdict, _sentence(report.cause, report.message), "")
    for suite in root:
        _count(suite)
    _count(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _stage(root: Element, stage: StageReport) -> None:
    suite = SubElement(root, "testsuite", name=_clean(stage.name))
    _properties(suite, stage)
    for test in stage.tests:
        case = _case(suite, stage.name, test.name, test.wall_ms)
        _outcome(case, test.verdict, _sentence(test.cause, test.message), _details(test))
    shown = any(test.verdict not in _PASSED for test in stage.tests)
    if (stage.verdict is Verdict.SKIPPED and not stage.tests) or (stage.verdict not in _PASSED and not shown):
        case = _case(suite, stage.name, f"{stage.name} (stage)", 0)
        _outcome(case, stage.verdict, _sentence(stage.cause, stage.message), "")
    if stage.service and stage.service.log:
        SubElement(suite, "system-out").text = _clean(stage.service.log)


def _properties(suite: Element, stage: StageReport) -> None:
    found = dict(_facts(stage.service)) if stage.service else {}
    found |= {f"near.{test.name}": " ".join(test.near) for test in stage.tests if test.near}
    if found:
        properties = SubElement(suite, "properties")
        for name, value in found.items():
            SubElement(properties, "property", name=_clean(name), value=_clean(value))


def _facts(service: ServiceReport) -> Iterator[tuple[str, str]]:
    values = {"service": asdict(service), **{sidecar.name: asdict(sidecar) for sidecar in service.sidecars}}
    for name, facts in values.items():
        for key in ("type", "started_ms", "starts", "cpu_ms", "memory_kib", "exit"):
            if facts.get(key, "") != "":
                yield f"{name}.{key}", str(facts[key])
    if service.near:
        yield "service.near", " ".join(service.near)


def _case(suite: Element, stage: str, name: str, wall_ms: int) -> Element:
    return SubElement(suite, "testcase", classname=_clean(stage), name=_clean(name), time=f"{wall_ms / 1000:.3f}")


def _outcome(case: Element, verdict: Verdict, message: str, details: str) -> None:
    if verdict is Verdict.ACCEPTED:
        return
    tag = {Verdict.SKIPPED: "skipped", Verdict.JUDGE_ERROR: "error"}.get(verdict, "failure")
    outcome = SubElement(case, tag, message=_clean(message))
    if tag != "skipped":
        outcome.set("type", verdict.value)
        outcome.text = _clean(details) or None


def _details(test: TestReport) -> str:
    parts = {**asdict(test.evidence), "detail": test.detail}
    return "\n".join(f"--- {name}\n{text}" for name, text in parts.items() if text)


def _count(element: Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _sentence(cause: str, message: str) -> str:
    return message or CAUSES.get(cause, "")


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
