"""What authors of challenges do at a prompt: scaffold, check, test, publish, import.

A command here reads its options and says what came of it; the work is done by ``judge.packages``, ``judge.scaffold``,
``judge.imports``, the local grader (a program of the worker's) and the API.
"""

from judge.cli.challenge.group import challenge

__all__ = ["challenge"]
