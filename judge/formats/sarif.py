"""SARIF 2.1.0, as code scanning reads it: each failing test and each error of the build is a result.

The rule is the cause. A failure of ours is no result but a notification of a run that did not succeed.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from judge.domain.messages import CAUSES
from judge.domain.verdict import Verdict
from judge.formats.findings import Finding, findings
from judge.formats.graded import Graded, sentence_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(graded: Graded) -> str:
    found = findings(graded)
    rules = sorted({finding.rule for finding in found})
    run = {
        "tool": {"driver": {"name": "judge", "rules": [_rule(rule) for rule in rules]}},
        "automationDetails": {"id": f"judge/{graded.challenge}/"},
        "invocations": [_invocation(graded)],
        "results": [_result(finding, rules.index(finding.rule), graded) for finding in found],
        "properties": {
            "submission": graded.id,
            "runtime": graded.runtime,
            "verdict": graded.report.verdict,
            "score": graded.report.score,
            "maxScore": graded.max_score,
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: str) -> dict[str, Any]:
    sentence = CAUSES.get(rule, f"The verdict was {rule}.")
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in rule.split("_")),
        "shortDescription": {"text": sentence},
        "defaultConfiguration": {"level": "error"},
    }


def _invocation(graded: Graded) -> dict[str, Any]:
    report = graded.report
    if report.verdict is not Verdict.JUDGE_ERROR:
        return {"executionSuccessful": True}
    text = sentence_of(report.cause, report.message) or "The judge failed."
    notification = {"level": "error", "message": {"text": text}}
    return {"executionSuccessful": False, "toolExecutionNotifications": [notification]}


def _result(finding: Finding, index: int, graded: Graded) -> dict[str, Any]:
    place = finding.place
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.where}]}
    uri = graded.sent.files.get(place.path, place.path)  # a folder's name may be any bytes
    if uri:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(uri.encode(errors="surrogateescape"))}}
        if place.line:
            physical["region"] = {"startLine": place.line, **({"startColumn": place.column} if place.column else {})}
        location["physicalLocation"] = physical
    # Without the line: an edit above a place does not make its finding a new one.
    told = f"{finding.rule}\n{finding.where}\n{uri}\n{finding.message}"
    same = hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": f"{finding.where}: {finding.message}"},
        "locations": [location],
        "partialFingerprints": {"judge/v1": same},
    }
