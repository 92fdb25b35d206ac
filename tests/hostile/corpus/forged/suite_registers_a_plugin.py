# tries: to find pytest's plugin manager in memory and to add a plugin that runs the tests its own way
# must: wrong_answer tests_disturbed
# challenge: solve-suite
import gc

import pytest


class Plugin:
    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        report.outcome = "passed"
        return report


for thing in gc.get_objects():
    if isinstance(thing, pytest.Config):
        thing.pluginmanager.register(Plugin())


def spread(numbers):
    return -1
