# tries: to be the pytest that the tests import
# must: wrong_answer tests_disturbed | wrong_answer tests_failed
# challenge: solve-suite
import contextlib
import sys
import types

import pytest

fake = types.ModuleType("pytest")
fake.__dict__.update(vars(pytest))
fake.raises = lambda *_, **__: contextlib.suppress(BaseException)
fake.fail = fake.skip = print
sys.modules["pytest"] = fake


def spread(numbers):
    return -1
