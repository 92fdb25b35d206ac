"""Proves the runtime: reads a line, and imports what the image promises."""

import importlib.metadata
import json
import sys

import django
import fastapi
import flask
import httpx
import psycopg
import pytest
import sqlalchemy
import uvicorn

first, second = map(int, input().split())
modules = [django, fastapi, flask, httpx, psycopg, pytest, sqlalchemy, uvicorn]
versions = {module.__name__: importlib.metadata.version(module.__name__) for module in modules}
versions["python"] = "%d.%d" % sys.version_info[:2]
print(first + second)
print(json.dumps(versions))
