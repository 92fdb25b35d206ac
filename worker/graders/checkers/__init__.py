"""Is this output right? The answer is compared as bytes, in time linear in the output, and nothing is executed here.

A checker that needs to execute (``program``) does so in a box of its own; see ``program``.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from judge.domain.challenge import Checker, CheckerType
from judge.runtimes import Runtime
from worker.graders.checkers import exact, json_values, program, tokens
from worker.graders.checkers.checked import Check
from worker.sandbox.interface import Sandbox

CHECKERS: Mapping[CheckerType, Callable[[Checker], Check]] = {
    CheckerType.EXACT: exact.checker,
    CheckerType.TOKENS: tokens.token_checker,
    CheckerType.FLOATS: tokens.float_checker,
    CheckerType.JSON: json_values.checker,
}


@contextmanager
def opened(checker: Checker, sandbox: Sandbox, runtimes: Mapping[str, Runtime]) -> Iterator[Check]:
    """The check that ``checker`` describes, for as long as the context lasts."""
    if checker.type is CheckerType.PROGRAM:
        with program.checker(checker, sandbox, runtimes[checker.runtime]) as check:
            yield check
    else:
        yield CHECKERS[checker.type](checker)
