"""The headers of every answer: a walk over the map of routes, so that no new one can do without."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from judge.api.headers import SAFE
from judge.domain.access import SHARED, Role
from tests.fakes.world import World
from tests.unit.role_samples import SAMPLES, Owner

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
RULES = [rule for rule in World().app.url_map.iter_rules() if rule.methods]
KEPT_BY_ANYBODY = re.compile(r"/docs/[a-z-]+\.(css|js)")
"""The page's own files: the only answers that a cache may keep."""
PAGES = re.compile(r"/docs|/join/.*")
"""What may say a policy of its own."""


def check(answer: TestResponse, path: str) -> None:
    headers = answer.headers
    for name, value in SAFE.items():
        if name == "Cache-Control" and KEPT_BY_ANYBODY.fullmatch(path) and answer.status_code == 200:
            assert headers[name].startswith("public")
        elif name != "Content-Security-Policy" or not PAGES.fullmatch(path):
            assert headers.getlist(name) == [value], name
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= {part.strip() for part in policy.split(";")}
    assert not re.search(r"script-src[^;]*(unsafe|\*|http)|default-src[^;]*(unsafe|\*|http|self)", policy)
    for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Set-Cookie", "Via"):
        assert name not in headers
    if answer.data:
        assert answer.content_type
    if answer.status_code >= 400 and "text/html" not in answer.content_type and not path.endswith("/readyz"):
        assert answer.content_type == "application/problem+json"


def path_of(rule: Rule) -> str:
    return re.sub(r"<[^>]*>", "x" * 26, rule.rule)


def asked(path: str) -> Iterator[tuple[World, str | None]]:
    """Nobody, a stranger and an admin."""
    world = World()
    key = world.key(Role.ADMIN, SHARED)
    for text in (None, "judge_aaaaaaaaaa_" + "a" * 32, key):
        yield world, text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{sorted(rule.methods)[0]} {rule.rule}")
def test_every_answer_of_every_route_has_safe_headers(rule: Rule) -> None:
    path = path_of(rule)
    for world, key in asked(path):
        client = world.client_with(key) if key else world.app.test_client()
        for method in METHODS:
            check(client.open(path, method=method), path)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_good_answer_has_safe_headers(name: str) -> None:
    world = World()
    world.start_worker()
    role = Role.CANDIDATE if name == "GET /api/v1/assessment" else Role.ADMIN
    key = world.key(role, SHARED if role is Role.ADMIN else "acme", "ann")
    path, options = SAMPLES[name](world, Owner("ann", "acme"))
    answer = world.client_with(key).open(path, method=name.partition(" ")[0], **options)
    assert answer.status_code < 400, answer.text
    check(answer, path)


@pytest.mark.parametrize("path", ["/", "/nope", "//", "/docs/nope", "/api/v1/", "/%00", "/docs/../x", "/join/", "/é"])
def test_what_is_nowhere_has_safe_headers(path: str) -> None:
    world = World()
    for method in METHODS:
        check(world.app.test_client().open(path, method=method), path)


def test_what_a_bug_answers_has_safe_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    monkeypatch.setattr(world.store.submissions, "list", lambda *_: 1 / 0)
    answer = world.client.get("/api/v1/submissions")
    assert answer.status_code == 500
    check(answer, "/api/v1/submissions")
