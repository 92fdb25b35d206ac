"""The kinds of stages: one file each, and one row here."""

from judge.packages.kinds.http import HttpModel
from judge.packages.kinds.stage import StageModel
from judge.packages.kinds.stdio import StdioModel
from judge.packages.kinds.suite import SuiteModel

KINDS: dict[str, type[StageModel]] = {
    "stdio": StdioModel,
    "suite": SuiteModel,
    "http": HttpModel,
}

__all__ = ["KINDS", "StageModel"]
