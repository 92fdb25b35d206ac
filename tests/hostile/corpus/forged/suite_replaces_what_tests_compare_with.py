# tries: to have assertEqual and raises let everything pass
# must: wrong_answer tests_disturbed | wrong_answer tests_failed
# challenge: solve-suite
import contextlib
import unittest

import pytest

pytest.raises = lambda *_, **__: contextlib.suppress(BaseException)
for name in dir(unittest.TestCase):
    if name.startswith("assert"):
        setattr(unittest.TestCase, name, lambda *_, **__: None)


def spread(numbers):
    return -1
