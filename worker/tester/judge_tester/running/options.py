"""How pytest is started: nothing of its environment counts, and plugins that no stage needs are left out."""

import os
import sys
from types import ModuleType

import pytest_asyncio.plugin

from ..order import Order

_NOT_NEEDED = (
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


def options(order: Order) -> list[str]:
    """The command line; sets what pytest reads from the process."""
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "CI", "BUILD_NUMBER"):
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    blocked = [word for name in _NOT_NEEDED for word in ("-p", f"no:{name}")]
    mode = ["--collect-only"] if order.collect_only else []
    return [*_OPTIONS, *_QUIET, *blocked, *mode, "--rootdir", str(order.tests), str(order.tests)]


def plugins_for(order: Order) -> list[ModuleType]:
    """pytest-asyncio, in its automatic mode, where a test is asynchronous."""
    if not any(b"async def" in path.read_bytes() for path in order.tests.rglob("*.py")):
        return []
    return [pytest_asyncio.plugin]
