"""The kinds of stages: one file each, and one row here."""

from judge.packages.kinds.stage import StageModel
from judge.packages.kinds.stdio import StdioModel
from judge.packages.kinds.suite import SuiteModel

KINDS: dict[str, type[StageModel]] = {
    "stdio": StdioModel,
    "suite": SuiteModel,
}

COMING = frozenset({"http"})
"""Kinds of the package format that this version cannot grade."""

__all__ = ["COMING", "KINDS", "StageModel"]
