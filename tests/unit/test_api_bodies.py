"""Whatever is posted, the answer is a 4xx problem that names the field; never a 5xx."""

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from judge.api.app import AppOptions
from judge.service.files import FileLimits
from tests.fakes.world import World
from tests.unit.archive_samples import make_zip

URL = "/api/v1/submissions"
GOOD = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}
WORLD = World(queue_limit=100_000)


def post_raw(body: bytes | str, content_type: str = "application/json") -> TestResponse:
    raw = body if isinstance(body, bytes) else body.encode()
    return WORLD.client.post(URL, input_stream=io.BytesIO(raw), content_length=len(raw), content_type=content_type)


def fields(answer: TestResponse) -> list[str]:
    assert answer.content_type == "application/problem+json"
    return [error["field"] for error in answer.json["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"[" * 10_000,
        b'{"a": ' + b"1" * 5000 + b"}",
        b'{"files": {"a": "1", "a": "2"}}',
    ],
)
def test_what_is_not_proper_json_is_malformed(body: bytes) -> None:
    answer = post_raw(body)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ([], ["body"]),
        ("x", ["body"]),
        ({}, ["challenge", "runtime", "files"]),
        ({**GOOD, "files": {}}, ["files"]),
        ({**GOOD, "files": []}, ["files"]),
        ({**GOOD, "files": {"a": 1}}, ['files["a"]']),
        ({**GOOD, "files": {"a/../b": "x"}}, ['files["a/../b"]']),
        ({**GOOD, "challenge": 5}, ["challenge"]),
        ({**GOOD, "challenge": ""}, ["challenge"]),
        ({**GOOD, "challenge": "nope"}, ["challenge"]),
        ({**GOOD, "runtime": "cobol"}, ["runtime"]),
        ({**GOOD, "runtime": "java"}, ["runtime"]),
        ({**GOOD, "priority": 1}, ["priority"]),
        ({**GOOD, "files": {"x.py": "1"}}, ["files"]),
    ],
)
def test_bad_fields_are_named(body: object, named: list[str]) -> None:
    answer = WORLD.client.post(URL, json=body)
    assert answer.status_code == 422
    assert fields(answer) == named
    assert all(error["message"] for error in answer.json["errors"])


def test_null_is_no_submission() -> None:
    assert fields(post_raw("null")) == ["body"]


@pytest.mark.parametrize(("name", "problem"), [("", "at least 1 character"), ("a" * 101, "at most 100 characters")])
def test_the_length_of_a_name_is_told_in_characters(name: str, problem: str) -> None:
    body = {"challenge": name, "runtime": "python", "files": {"main.py": ""}}
    (error,) = World().client.post(URL, json=body).json["errors"]
    assert error["field"] == "challenge"
    assert problem in error["message"]


def test_half_a_surrogate_pair_is_refused_wherever_it_stands() -> None:
    for body in (
        '{"files": {"a": "\\ud800"}}',
        '{"files": {"\\ud800": "a"}}',
        '{"challenge": "\\udfff"}',
        '{"\\ud800": 1}',
    ):
        assert post_raw(body).status_code == 422
    for body in (
        '{"challenge": "\\ud800", "runtime": "python", "files": {"main.py": ""}}',
        '{"challenge": "adder", "runtime": "python", "files": {"main.py": "", "\\ud800": ""}}',
        '{"challenge": "adder", "runtime": "python", "files": {"main.py": "\\ud800"}}',
    ):
        answer = post_raw(body)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_input"), "a store could not even look for it"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "", "nonsense"])
def test_other_content_types_are_refused(kind: str) -> None:
    answer = post_raw(b"x=1", kind)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert "multipart/form-data" in answer.json["detail"]


@pytest.mark.parametrize("call", ["join", "keys", "assessments", "rejudges", "runs", "webhooks"])
def test_json_is_taken_from_nothing_that_says_it_is_something_else(call: str) -> None:
    """A form of any page can send text/plain."""
    answer = WORLD.client.post(f"/api/v1/{call}", data=b"{}", content_type="text/plain")
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("call", ["submissions", "keys", "assessments", "rejudges", "webhooks", "audit"])
def test_a_page_of_any_list_has_a_bound(call: str) -> None:
    for limit in ("0", "201", "1e3"):
        answer = WORLD.client.get(f"/api/v1/{call}?limit={limit}")
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "limit")


def test_a_key_of_a_request_is_printable_ascii() -> None:
    for key in ("\u00e9", "a\tb", "\x7f"):
        answer = WORLD.client.post(URL, json=GOOD, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_large_body_is_refused_with_and_without_a_length() -> None:
    body = json.dumps({**GOOD, "files": {"main.py": "x" * 30_000}}).encode()
    assert post_raw(body).json["code"] == "body_too_large"
    streamed = WORLD.client.post(
        URL,
        input_stream=io.BytesIO(body),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert (streamed.status_code, streamed.json["code"]) == (413, "body_too_large")


def test_a_body_may_be_as_large_as_the_limit_and_not_larger() -> None:
    text = json.dumps(GOOD)
    most = text + " " * (20_000 - len(text))
    assert [post_raw(body).status_code for body in (most, most + " ")] == [202, 413]


def test_a_small_body_may_be_no_larger_than_any_other() -> None:
    body = {"role": "ci", "name": "x" * 20_000}
    answer = WORLD.client.post("/api/v1/keys", json=body)
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


def form(**values: object) -> TestResponse:
    data = {"challenge": "adder", "runtime": "python", **values}
    return WORLD.client.post(URL, data=data, content_type="multipart/form-data")


def upload(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "solution.zip"


def test_an_archive_may_hold_anything_that_a_boundary_begins_with() -> None:
    world = World(limits=FileLimits(files=5, file_bytes=300_000, total_bytes=300_000), options=AppOptions())
    plain = make_zip({"main.py": b"\r\n" * 130_000}, method=zipfile.ZIP_STORED)
    data = {"challenge": "adder", "runtime": "python", "archive": (io.BytesIO(plain), "a.zip")}
    assert world.client.post(URL, data=data).status_code == 202


def test_multipart_fields_are_checked_too() -> None:
    good = make_zip({"main.py": b"1"})
    assert fields(form()) == ["archive"]
    assert fields(form(archive="text, not a file")) == ["archive"]
    assert fields(form(archive=upload(b"nothing"))) == ["archive"]
    assert fields(form(archive=[upload(good), upload(good)])) == ["archive"]
    assert fields(form(archive=[upload(good), "text beside the file"])) == ["archive"]
    assert fields(form(archive=upload(good), runtime=upload(b"python"))) == ["runtime"]
    assert fields(form(archive=upload(good), runtime=["python", "node"])) == ["runtime"]
    assert fields(form(archive=upload(good), other="1")) == ["other"]
    assert fields(form(archive=upload(good), challenge="nope")) == ["challenge"]
    bad = form(archive=upload(make_zip({"main.py": b"1", "../x": b"2"})))
    assert (bad.status_code, bad.json["code"]) == (422, "invalid_archive")
    assert '"../x"' in bad.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="archive"; filename="a"\r\n\r\nPK',
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_malformed_multipart_is_said_to_be_so(body: bytes, kind: str) -> None:
    answer = post_raw(body, kind)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_multipart")


def test_a_form_of_many_or_huge_fields_is_too_large() -> None:
    for more, status in ((18, 422), (19, 413)):  # beside the two that a submission has
        assert form(**{f"f{n}": "x" for n in range(more)}).status_code == status
    data = {"challenge": "x" * 200_000, "runtime": "python", "archive": upload(make_zip({"main.py": b"1"}))}
    huge = World(options=AppOptions()).client.post(URL, data=data)
    assert (huge.status_code, huge.json["code"]) == (413, "body_too_large")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
SUBMISSION = st.fixed_dictionaries(
    {"challenge": st.just("adder") | JSON, "runtime": st.sampled_from(["python", "node", "java"]) | JSON},
    optional={"files": st.dictionaries(st.text(max_size=20), st.text(max_size=20) | JSON, max_size=6) | JSON},
)


@given(JSON | SUBMISSION)
@settings(max_examples=150, deadline=None)
def test_no_json_makes_the_server_fail(body: object) -> None:
    assert post_raw(json.dumps(body)).status_code in (202, 400, 422)


@given(st.binary(max_size=200), st.sampled_from(["application/json", "multipart/form-data; boundary=b"]))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_the_server_fail(body: bytes, kind: str) -> None:
    assert post_raw(body, kind).status_code in (400, 422)
