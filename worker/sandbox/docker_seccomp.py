"""The system calls of a box as an engine takes them: a seccomp profile in JSON."""

import itertools
import json
from typing import Any

from worker.sandbox.syscalls import OTHERWISE, Comparison, Operator, rules

_OPERATORS = {Operator.EQUAL: "SCMP_CMP_EQ", Operator.GREATER: "SCMP_CMP_GT", Operator.MASKED: "SCMP_CMP_MASKED_EQ"}


def profile() -> str:
    """The whole profile. Engines before 23 do not know ``defaultErrnoRet`` and answer EPERM to calls that no rule is
    about; calls that are newer than their libraries do not exist there either way."""
    entries = [
        _entry([rule.call for rule in alike], error, when)
        for (error, when), alike in itertools.groupby(rules(), lambda rule: (rule.error, rule.when))
    ]
    return json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": OTHERWISE, "syscalls": entries})


def _entry(names: list[str], error: int, when: tuple[Comparison, ...]) -> dict[str, Any]:
    action = {"action": "SCMP_ACT_ERRNO", "errnoRet": error} if error else {"action": "SCMP_ACT_ALLOW"}
    return {"names": names, **action, "args": [_argument(comparison) for comparison in when]}


def _argument(comparison: Comparison) -> dict[str, Any]:
    masked = comparison.operator is Operator.MASKED
    return {
        "index": comparison.argument,
        "op": _OPERATORS[comparison.operator],
        "value": comparison.mask if masked else comparison.value,
        "valueTwo": comparison.value if masked else 0,
    }
