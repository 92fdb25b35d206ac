"""Bodies that are made to cost the server much: each is refused for little, whoever sends it."""

import json

import pytest

from judge.api.app import AppOptions
from judge.domain.access import Role
from tests.fakes.world import World
from tests.measured import memory, processor_time

V1 = "/api/v1"
CODE = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}


def posted(client, call: str, body: bytes):
    return client.post(f"{V1}/{call}", data=body, content_type="application/json")


@pytest.mark.parametrize("call", ["submissions", "runs"])
@pytest.mark.parametrize(
    "path", ["/" * 20_000, "a/" * 10_000 + "a", "a" + "\u0301\u0316" * 40_000], ids=["slashes", "folders", "accents"]
)
def test_a_long_path_costs_no_more_than_it_has_bytes(call: str, path: str) -> None:
    """Its folders were kept all together: 20,000 slashes took 190 MiB, 100,000 took 5 GiB."""
    client = World(options=AppOptions()).client
    body = json.dumps({**CODE, "files": {path: ""}}).encode()
    with processor_time() as time:
        answer = posted(client, call, body)
    (problem,) = answer.json["errors"]
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_files")
    assert time.cpu_s < 1
    with memory() as room:
        posted(client, call, body)
    assert room.mib < 8
    assert problem["field"].startswith('files["')
    assert "too long; use at most 512 bytes" in problem["message"]
