"""What gunicorn refuses is a problem document too, and a body that breaks off is the client's fault."""

import json
from io import BytesIO

import pytest
from gunicorn.http import errors
from werkzeug.test import Client

from judge.api.problems import CODES
from judge.refusals import bounded, code_of, refusal
from tests.fakes.world import World

ERRORS = [
    (errors.LimitRequestLine(5000, 4094), "uri_too_long"),
    (errors.LimitRequestHeaders("limit request headers fields"), "headers_too_large"),
    (errors.InvalidRequestLine("GARBAGE"), "bad_request"),
    (errors.InvalidHeader("CONTENT-LENGTH"), "bad_request"),
    (errors.InvalidChunkSize(b"ZZ"), "bad_request"),
    (errors.ConfigurationProblem("SCRIPT_NAME"), "bad_request"),
    (errors.UnsupportedTransferCoding("gzip"), "bad_request"),
    (errors.ExpectationFailed("foo"), "bad_request"),
    (errors.InvalidResponseHeader("X"), "internal_error"),
    (KeyError("x"), "internal_error"),
]


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda value: type(value).__name__)
def test_every_error_before_the_app_has_a_code(error: BaseException, code: str) -> None:
    assert code_of(error) == code
    assert code in CODES


def test_the_answer_is_a_problem_and_the_last_of_its_connection() -> None:
    head, _, body = refusal("uri_too_long", "x" * 5000).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0].startswith("HTTP/1.1 414 ")
    assert {"Connection: close", "Content-Type: application/problem+json", f"Content-Length: {len(body)}"} <= {*lines}
    problem = json.loads(body)
    assert (problem["code"], problem["status"], len(problem["detail"])) == ("uri_too_long", 414, 200)


def test_a_bug_of_ours_tells_nothing() -> None:
    assert b"secret" not in refusal("internal_error", "secret")


class Broken(BytesIO):
    """A chunked body whose second chunk has no size."""

    def read(self, _size: int | None = -1) -> bytes:
        raise errors.InvalidChunkSize(b"ZZ")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_a_malformed_chunk_is_the_clients_fault(kind: str) -> None:
    client = Client(bounded(World().app.wsgi_app, 15))  # type: ignore[arg-type]  # a WSGI app
    answer = client.post(
        "/api/v1/submissions",
        input_stream=Broken(),
        content_type=kind,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "bad_request")
