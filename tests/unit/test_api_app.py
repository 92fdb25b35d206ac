"""What holds for every call: errors are problems, headers are safe, strangers are refused, requests are counted."""

from typing import Never

import pytest
from flask.testing import FlaskClient

from judge.api.app import AppOptions
from judge.domain.access import Role
from judge.domain.errors import Unavailable
from tests.fakes.world import SECRET, World


@pytest.fixture
def client() -> FlaskClient:
    return World().client


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/api/v1", 404, "not_found"),
        ("GET", "/api/v1/submissions/", 404, "not_found"),
        ("GET", "/api//v1/submissions", 404, "not_found"),
        ("GET", "/api/v1/challenges/nope", 404, "not_found"),
        ("GET", "/docs/../../etc/passwd", 404, "not_found"),
        ("DELETE", "/api/v1/submissions", 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/submissions", 405, "method_not_allowed"),
        ("POST", "/livez", 405, "method_not_allowed"),
    ],
)
def test_errors_of_the_framework_are_problems(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.open(path, method=method)
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, answer.json["status"], answer.json["code"]) == (status, status, code)
    assert answer.json.keys() == {"type", "title", "status", "code", "detail"}
    if status == 405:
        assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/challenges", "/livez", "/nope", "/docs", "/metrics", "/docs/start.js"])
def test_every_answer_has_safe_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    for name in ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"):
        assert headers[name] == "same-origin"
    if path.startswith("/api"):
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "submissions"), ("PATCH", "assessments/x"), ("DELETE", "webhooks/x")]
)
def test_a_page_of_another_site_can_change_nothing(client: FlaskClient, method: str, path: str, site: str) -> None:
    answer = client.open(f"/api/v1/{path}", method=method, json={}, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json["code"]) == (403, "cross_site")


def test_a_key_is_taken_as_a_bearer_token_only() -> None:
    world = World()
    key = world.key(Role.CANDIDATE)
    client = world.app.test_client()
    for kind, status in (("Bearer", 200), ("bearer", 200), ("Basic", 401), ("Token", 401)):
        answer = client.get("/api/v1/me", headers={"Authorization": f"{kind} {key}"})
        assert answer.status_code == status
        assert answer.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)


def test_only_known_host_names_are_answered_where_they_are_set() -> None:
    client = World(options=AppOptions(hosts=("localhost", "127.0.0.1", "[::1]"))).client
    assert client.get("/livez", headers={"Host": "127.0.0.1:8080"}).status_code == 200
    assert client.get("/livez", headers={"Host": "[::1]:8080"}).status_code == 200
    assert client.get("/livez", headers={"Host": "LocalHost"}).status_code == 200
    for more in ({}, {"X-Forwarded-Host": "localhost"}):
        answer = client.get("/livez", headers={"Host": "rebound.example", **more})
        assert (answer.status_code, answer.json["code"]) == (400, "untrusted_host")


def test_a_store_that_is_away_is_503_with_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> Never:
        raise Unavailable("Redis: password is hunter2")

    world = World()
    submission_id = world.submit()
    monkeypatch.setattr(world.store.submissions, "get", away)
    answer = world.client.get(f"/api/v1/submissions/{submission_id}")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert "hunter2" not in answer.text


def test_a_bug_of_ours_tells_nothing_but_that_and_the_log_all(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def bug(*_: object) -> Never:
        raise KeyError(SECRET)

    world = World()
    submission_id = world.submit()
    monkeypatch.setattr(world.store.submissions, "get", bug)
    answer = world.client.get(f"/api/v1/submissions/{submission_id}")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert SECRET not in answer.text
    assert f"KeyError: '{SECRET}'" in "".join(capfd.readouterr())


def test_health_is_told() -> None:
    world = World()
    for path in ("/livez", "/api/v1/livez"):
        assert world.client.get(path).json == {"alive": True}
    missing = world.client.get("/readyz")
    assert (missing.status_code, missing.json["missing"]) == (503, ["workers: no worker is running"])
    world.start_worker("python", "node")
    ready = world.client.get("/readyz")
    assert (ready.status_code, ready.json["ready"], ready.json["runtimes_without_worker"]) == (200, True, ["java"])


def test_requests_submissions_queue_and_workers_are_counted() -> None:
    world = World()
    world.submit()
    world.client.get("/nope")
    world.start_worker()
    text = world.client.get("/metrics").text
    for line in (
        'judge_http_requests_total{method="POST",route="/api/v1/submissions",status="202"} 1.0',
        'judge_http_requests_total{method="other",route="none",status="404"} 1.0',
        'judge_http_request_seconds_count{method="POST",route="/api/v1/submissions"} 1.0',
        'judge_submissions{state="queued"} 1.0',
        'judge_queue_length{queue="interactive"} 1.0',
        "judge_workers 1.0",
        "judge_submissions_set_aside 0.0",
    ):
        assert line in text.splitlines()


def test_long_polls_and_event_streams_are_counted_and_their_time_is_not() -> None:
    world = World()
    one = f"/api/v1/submissions/{world.submit()}"
    world.finish(one.rpartition("/")[2])
    for path in (f"{one}?wait=1", f"{one}/events"):
        assert world.client.get(path).status_code == 200
    text = world.client.get("/metrics").text
    for route in ("/api/v1/submissions/<submission_id>", "/api/v1/submissions/<submission_id>/events"):
        assert f'judge_http_requests_total{{method="GET",route="{route}",status="200"}} 1.0' in text
        assert f'judge_http_request_seconds_count{{method="GET",route="{route}"}}' not in text


def test_a_challenge_shows_samples_and_starter_but_no_answers(client: FlaskClient) -> None:
    listed = client.get("/api/v1/challenges").json["challenges"]
    assert [challenge["id"] for challenge in listed] == ["adder", "other"]
    answer = client.get("/api/v1/challenges/adder")
    challenge = answer.json
    assert challenge["statement"].startswith("# Adder")
    assert challenge["runtimes"] == ["python", "node"]
    assert challenge["main"] == {"python": "main.py", "node": "main.js"}
    assert challenge["starter"]["python"] == {"lib/table.py": "ROWS = 3\n"}
    assert challenge["limits"]["cpu_s"] > 0
    assert [(sample["name"], sample["input"], sample["expected"]) for sample in challenge["samples"]] == [
        ("sample/1", "1 2\n", "3\n")
    ]
    assert [group["name"] for group in challenge["stages"][0]["groups"]] == ["sample", "hidden"]
    assert SECRET not in answer.text


def test_the_docs_page_asks_no_other_host(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("HTTP", "")
    for path in ("swagger-ui.css", "index.css", "swagger-ui-bundle.js", "start.js"):
        assert f"/docs/{path}" in page.text
        assert client.get(f"/docs/{path}").status_code == 200
