"""Submissions of several files that attack through their build, through the whole service on every backend."""

import gzip
import io

import pytest

from judge.archives.packing import make_archive
from judge.config import Settings
from tests.e2e.judge_server import JudgeServer
from tests.hostile.builds import LOOK, PYTHON, Build
from tests.hostile.builds_compiled import COMPILED
from tests.hostile.conftest import BACKENDS, ON_THE_HOST
from tests.hostile.programs import Backend

BUILDS = {**PYTHON, **COMPILED}
MOST_LOG = 20_000


CASES = [
    pytest.param(*walls.values, build, marks=walls.marks, id=f"{walls.values[0]}-{name}")
    for walls in BACKENDS
    for name, build in BUILDS.items()
    if walls.values[0] is not Backend.BUBBLEWRAP or build.runtime in ON_THE_HOST
]


@pytest.mark.parametrize(("backend", "build"), CASES, indirect=["backend"])
def test_a_build_attacks(judge: JudgeServer, backend: Backend, build: Build) -> None:
    fields = {"challenge": "walls", "runtime": build.runtime}
    plain = gzip.compress(gzip.decompress(make_archive(build.files)), compresslevel=0)  # no bomb of an archive
    files = {"archive": ("s.tar.gz", io.BytesIO(plain))}
    answer = judge.client.post("/api/v1/submissions", data=fields, files=files)
    assert answer.status_code == 202, answer.text
    record = judge.record(answer.json()["id"])
    told = f"{record['message']} {record['build']} {record['stages']}"
    came_out = (record["verdict"], record["cause"] or "")
    if build.may_break and backend is Backend.RUNSC and came_out == ("judge_error", "box_broken"):
        assert record["attempt"] == Settings().max_attempts, told
    else:
        assert came_out in build.must, told
        assert record["attempt"] == 1, told
    log = record["build"]["log"] if record["build"] else ""
    assert build.log in log
    assert build.secret not in log
    assert len(log.encode()) <= MOST_LOG
    honest = judge.grade("walls", "python", {"main.py": LOOK.decode()})
    assert (honest["verdict"], honest["attempt"]) == ("accepted", 1), honest["stages"]
