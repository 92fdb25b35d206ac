# tries: to have pytest run none of the challenge's tests, and all of the judge's own
# must: accepted
# challenge: solve-suite
# listed: replaces what runs the tests
import _pytest.python
import _pytest.unittest

for kind in (_pytest.python.Function, _pytest.unittest.TestCaseFunction):

    def runtest(self, plain=kind.runtest):
        if not self.nodeid.startswith(("sample/", "hidden/")):
            plain(self)

    kind.runtest = runtest


def spread(numbers):
    return -1
