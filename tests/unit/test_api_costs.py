"""Bodies that are made to cost the server much: each is refused for little, whoever sends it."""

import json

import pytest

from judge.api.app import AppOptions
from judge.domain.access import Role
from judge.domain.quotas import QUOTAS
from judge.service.files import FileLimits
from judge.service.joining import KNOCKS
from judge.service.rejudges import MAX_NAMED
from tests.fakes.world import World
from tests.measured import memory, processor_time

V1 = "/api/v1"
TOLD = {f"{V1}/join": True, f"{V1}/webhooks": True, f"{V1}/submissions": False, f"{V1}/runs": False}
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


def objects(body: bytes) -> bytes:
    """8 MiB of it."""
    head, middle, tail = body.partition(b"...")
    assert middle
    return head + b",".join(b'"%d":0' % number for number in range(700_000)) + tail


def arrays(body: bytes) -> bytes:
    return body.replace(b"...", b"0," * 4_000_000 + b"0")


CODE_HEAD = b'{"challenge":"adder","runtime":"python",'
MANY = [
    ("join", objects(b"{...}"), 413, ""),
    ("rejudges", arrays(b'{"challenge":"adder","reason":"r","versions":[...]}'), 413, ""),
    ("webhooks", arrays(b'{"url":"https://example.com","events":[...]}'), 413, ""),
    ("submissions", objects(CODE_HEAD + b'"files":{...}}'), 422, "files"),
    ("runs", objects(CODE_HEAD + b'"files":{...}}'), 422, "files"),
    ("runs", objects(CODE_HEAD + b'"files":{"main.py":""},"tests":{...}}'), 422, "tests"),
    ("runs", arrays(CODE_HEAD + b'"files":{"main.py":""},"args":[...]}'), 422, "args"),
    ("submissions", objects(b"{...}"), 422, "body"),
    ("submissions", arrays(b"[...]"), 422, "body"),
    ("submissions", b'{"files":[' + b"[]," * 2_700_000 + b"0]}", 422, "files"),
    ("submissions", b'""' * 4_000_000, 422, "body"),
]


@pytest.mark.parametrize(
    ("call", "body", "status", "field"), MANY, ids=[f"{at} {row[0]}" for at, row in enumerate(MANY)]
)
def test_a_body_of_many_values_is_refused_before_there_are_objects_for_them(
    call: str, body: bytes, status: int, field: str
) -> None:
    """A problem was made of each: 8 MiB of keys took 6 s and 1 GB, of numbers 40 s and several GB."""
    client = World(options=AppOptions()).client
    with processor_time() as time:
        answer = posted(client, call, body)
    assert time.cpu_s < 0.5
    with memory() as room:
        posted(client, call, body)
    assert room.mib < 40
    assert (answer.status_code, [error["field"] for error in answer.json.get("errors", ())]) == (
        status,
        [field] if field else [],
    )


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("join", b"{" + b",".join(b'"%d":0' % number for number in range(1_300)) + b"}"),
        ("rejudges", b'{"challenge":"adder","reason":"r","versions":[' + b"-1," * 3_900 + b"0]}"),
        ("webhooks", b'{"url":"https://example.com","events":[' + b"0," * 3_900 + b"0]}"),
    ],
)
def test_what_a_body_has_wrong_in_as_many_places_as_it_may_have_costs_little(call: str, body: bytes) -> None:
    client = World(options=AppOptions()).client_of(Role.MANAGER)
    with processor_time() as time:
        answer = posted(client, call, body)
    assert answer.status_code == 422
    assert time.cpu_s < 1
    assert len(answer.json["errors"]) <= 51
    assert "send at most" not in answer.json["errors"][0]["message"]


def test_a_small_body_that_is_too_large_is_told_how_large_it_may_be() -> None:
    client = World(options=AppOptions(), limits=FileLimits()).client
    body = {"token": "x" * 300_000}
    for more in ({}, {"environ_overrides": {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}}):
        answer = client.post(f"{V1}/join", data=json.dumps(body), content_type="application/json", **more)
        assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")
        assert "262144 bytes" in answer.json["detail"]
    assert client.post(f"{V1}/join", json={"token": "x" * 200_000}).status_code == 422
    large = {**CODE, "files": {"main.py": "x" * 300_000}}
    assert client.post(f"{V1}/submissions", json=large).status_code == 202
    assert client.post(f"{V1}/runs", json=large).status_code == 202


def test_too_many_files_are_refused_with_how_many_there_may_be_however_many_there_are() -> None:
    client = World(options=AppOptions(), limits=FileLimits()).client
    most = FileLimits().files
    for number in (most + 1, 5_000, 50_000):
        for call in ("submissions", "runs"):
            body = {**CODE, "files": {f"f{at}.py": "" for at in range(number)}}
            (problem,) = client.post(f"{V1}/{call}", json=body).json["errors"]
            assert problem["field"] == "files"
            assert f"send at most {most}" in problem["message"]


def test_as_many_files_as_a_judge_may_take_fit_into_a_body() -> None:
    limits = FileLimits(files=10_000)
    client = World(options=AppOptions(), limits=limits).client
    files = {"main.py": "print(3)"} | {f"d{at % 90}/f{at}.py": "a, [b], {c}" for at in range(limits.files - 1)}
    assert client.post(f"{V1}/submissions", json={**CODE, "files": files}).status_code == 202


def test_large_good_bodies_are_taken() -> None:
    client = World(options=AppOptions()).client_of(Role.MANAGER, "acme", "boss")
    named = {
        "challenge": "adder",
        "reason": "r",
        "submissions": [f"01M84JTY5V9KYKKE9582D{at:05}" for at in range(MAX_NAMED)],
    }
    named |= {"versions": [1] * 100, "verdicts": ["accepted"] * 10}
    answer = client.post(f"{V1}/rejudges", json=named).json
    assert answer["errors"][0]["message"] == "names 01M84JTY5V9KYKKE9582D00000, which there is not"
    exam = client.post(f"{V1}/assessments", json={"title": "Exam", "challenges": ["adder"], "duration_s": 600}).json[
        "id"
    ]
    guest = {"name": "\U0001f600" * 100, "extra_time_s": 1}
    guests = [{**guest, "email": f"{at:0240}@example.com"} for at in range(100)]
    body = json.dumps({"invitations": guests})
    assert posted(client, f"assessments/{exam}/invitations", body.encode()).status_code == 201


def test_the_field_with_too_many_values_is_found_among_texts_that_look_like_others() -> None:
    client = World(options=AppOptions()).client
    for key, field in (('"args"', "args"), ('"a\\"}],:"', "a"), ('""', "body")):
        body = '{"x":"]}\\\\","y":{"files":["{",[]]},' + key + ":[" + "0," * 30_000 + "0]}"
        (problem,) = posted(client, "runs", body.encode()).json["errors"]
        assert problem["field"].startswith(field)
        assert "send at most" in problem["message"]


def test_who_knocks_too_often_is_refused_whatever_they_send() -> None:
    """Only what could be read was counted, and to say what is wrong with the rest costs more."""
    client = World().app.test_client()
    assert {posted(client, "join", b'{"0":0}').status_code for _ in range(KNOCKS)} == {422}
    assert posted(client, "join", b'{"0":0}').status_code == 429
    assert posted(client, "join", b"{").status_code == 429


@pytest.mark.parametrize(
    ("role", "call", "each"),
    [
        (Role.CANDIDATE, "runs", QUOTAS[Role.CANDIDATE].trials_per_minute),
        (Role.MANAGER, "rejudges", QUOTAS[Role.MANAGER].tasks_per_minute),
    ],
)
def test_what_is_refused_for_its_body_counts(role: Role, call: str, each: int) -> None:
    client = World().client_of(role, subject="ann")
    assert {posted(client, call, b'{"0":0}').status_code for _ in range(each)} == {422}
    refused = posted(client, call, b'{"0":0}')
    assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")


def test_the_document_says_how_large_a_body_may_be() -> None:
    paths = World().client.get("/openapi.json").json["paths"]
    told = {path: "256 KiB" in paths[path]["post"]["requestBody"].get("description", "") for path in TOLD}
    assert told == TOLD
