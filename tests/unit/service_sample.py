"""A whole, good package with one ``http`` stage, in which every key of a service is written."""

from judge.domain.challenge import HttpStage
from tests.unit.packages_sample import loaded

SERVICE_MANIFEST = """\
format: 1
id: counter
title: Counter
runtimes: [python, node]
stages:
  - name: api
    kind: http
    points: 50
    groups:
      - {name: sample, points: 10, visibility: full}
      - {name: hidden, points: 40}
    service:
      start: {python: [python3, -u, app.py]}
      ready: {path: /healthz, within_s: 8}
      env: {LOG_LEVEL: info, EMPTY: ''}
      port: 9000
      lifetime: test
      sidecars: {db: {type: postgres, seed: seed.sql}, cache-two: {type: redis}}
      upstreams: [payments, e-mail]
      request_timeout_s: 2
      test_timeout_s: 10.5
      response_kib: 64
"""

SERVICE_FILES = {
    "challenge.yaml": SERVICE_MANIFEST.encode(),
    "statement.md": b"# Counter\n",
    "stages/api/conftest.py": b"import pytest\n",
    "stages/api/seed.sql": b"CREATE TABLE counts (name text);\n",
    "stages/api/sample/test_one.py": b"def test_one(service): ...\n",
    "stages/api/hidden/test_more.py": b"def test_a(service): ...\n\n\ndef test_b(db): ...\n",
    "stages/api/hidden/numbers.py": b"TEN = 10\n",
    "submissions/accepted/flask-python/main.py": b"import flask\n",
}


def service_package(*edits: tuple[str, str]) -> dict[str, bytes]:
    """The good package with texts of challenge.yaml replaced."""
    text = SERVICE_MANIFEST
    for old, new in edits:
        assert old in text, f"{old!r} is not in the sample manifest"
        text = text.replace(old, new, 1)
    return {**SERVICE_FILES, "challenge.yaml": text.encode()}


def http_stage(*edits: tuple[str, str]) -> HttpStage:
    """The good package's stage, with these edits."""
    stage = loaded(service_package(*edits)).stages[0]
    assert isinstance(stage, HttpStage)
    return stage
