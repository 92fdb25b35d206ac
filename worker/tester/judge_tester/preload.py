"""Everything a stage may need, imported: for an interpreter that is forked once for every stage."""

import asyncio.runners
from importlib import import_module

import anyio._backends._asyncio
import h11
import httpcore
import httpx
import psycopg
import pymysql.cursors
import pytest
import pytest_asyncio.plugin
import redis
from _pytest.config import builtin_plugins

from . import entry
from .running.options import NOT_NEEDED

for _name in builtin_plugins - set(NOT_NEEDED):
    import_module(f"_pytest.{_name}")
