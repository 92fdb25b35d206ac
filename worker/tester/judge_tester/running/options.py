"""How pytest is started: nothing of its environment counts, and plugins that no stage needs are left out."""

import os
import sys

import pytest_asyncio.plugin

from judge_tester.order import Order

NOT_NEEDED = (
    "cacheprovider",
    "doctest",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "threadexception",
    "unraisableexception",
)
_OPTIONS = ("-c", os.devnull, "--noconftest", "--strict-markers", "--continue-on-collection-errors")
_QUIET = ("-q", "--no-header", "--no-summary", "--color=no", "--tb=short", "--capture=sys")


def pytest_arguments(order: Order, plugins: list[object]) -> tuple[list[str], list[object]]:
    """The command line and the plugins; sets what pytest reads from the process."""
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "CI", "BUILD_NUMBER"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    words = [*_OPTIONS, *_QUIET, "--rootdir", str(order.tests)]
    words += [word for name in NOT_NEEDED for word in ("-p", f"no:{name}")]
    if order.collect_only:
        words.append("--collect-only")
    if _has_asynchronous_tests(order):
        words += ["--asyncio-mode=auto", "-o", "asyncio_default_fixture_loop_scope=function"]
        plugins = [*plugins, pytest_asyncio.plugin]
    return [*words, str(order.tests)], plugins


def _has_asynchronous_tests(order: Order) -> bool:
    return any(b"async def" in path.read_bytes() for path in order.tests.rglob("*.py"))
