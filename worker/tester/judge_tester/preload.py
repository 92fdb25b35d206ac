"""Everything a stage may need, imported: for an interpreter that is forked once for every stage."""

import asyncio.runners  # noqa: F401
from importlib import import_module

import anyio._backends._asyncio  # noqa: F401
import h11  # noqa: F401
import httpcore  # noqa: F401
import httpx  # noqa: F401
import psycopg  # noqa: F401
import pymysql.cursors  # noqa: F401
import pytest  # noqa: F401
import pytest_asyncio.plugin  # noqa: F401
import redis  # noqa: F401
from _pytest.config import builtin_plugins

from . import entry  # noqa: F401
from .running.options import NOT_NEEDED

for _name in builtin_plugins - set(NOT_NEEDED):
    import_module(f"_pytest.{_name}")
