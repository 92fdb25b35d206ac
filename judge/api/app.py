"""Puts the API together: the route table, errors, headers and metrics around the use cases."""

import re
from dataclasses import dataclass
from functools import cache, partial

from flask import Flask, Response, request

from judge.api import problems
from judge.api.access import Door
from judge.api.assessments import assessment_calls
from judge.api.audit import audit_calls
from judge.api.bodies import ApiRequest
from judge.api.calls import Call, register
from judge.api.challenges import challenge_calls
from judge.api.docs import docs_calls, register_assets
from judge.api.headers import add_headers
from judge.api.health import health_calls
from judge.api.history import history_calls
from judge.api.invitations import invitation_calls
from judge.api.keys import key_calls
from judge.api.metrics import Metrics
from judge.api.openapi import document
from judge.api.participation import participation_calls
from judge.api.receipts import receipt_calls
from judge.api.rejudges import rejudge_calls
from judge.api.results import result_calls
from judge.api.runs import run_calls
from judge.api.similarity import similarity_calls
from judge.api.submissions import submission_calls
from judge.api.uploads import upload_calls
from judge.api.versions import version_calls
from judge.api.webhooks import webhook_calls
from judge.service.cases import Cases
from judge.web.join import join_calls

VERSION = "1.0.0"
_MAX_FIELD_BYTES = 128 * 1024
"""Werkzeug bounds by it what it reads at a time too, of files as well: 64 KiB, and the end of what came before if that
looks like the beginning of a boundary.
"""
_MAX_PARTS = 20
_PORT = re.compile(r":[0-9]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOptions:
    """``hosts`` are the names in ``Host`` headers that are answered; none means all."""

    max_body_bytes: int = 8 * 1024 * 1024
    hosts: tuple[str, ...] = ()


def create_app(cases: Cases, options: AppOptions) -> Flask:
    app = Flask("judge.api", static_folder=None)
    app.request_class = ApiRequest
    app.url_map.merge_slashes = False
    app.config.update(
        MAX_CONTENT_LENGTH=options.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=_MAX_FIELD_BYTES,
        MAX_FORM_PARTS=_MAX_PARTS,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    metrics = Metrics(cases.census)
    metrics.install(app)
    app.before_request(partial(_refuse_strangers, frozenset(options.hosts)))
    app.after_request(add_headers)
    problems.install(app)
    door = Door(cases.keys, cases.audit)
    door.install(app)
    register(app, route_table(cases, metrics), door.guarded)
    register_assets(app)
    return app


def route_table(cases: Cases, metrics: Metrics) -> tuple[Call, ...]:
    """Every call there is."""
    known = (
        *submission_calls(cases),
        *run_calls(cases),
        *challenge_calls(cases),
        *assessment_calls(cases),
        *invitation_calls(cases),
        *participation_calls(cases),
        *join_calls(cases),
        *upload_calls(cases),
        *version_calls(cases),
        *key_calls(cases),
        *audit_calls(cases),
        *rejudge_calls(cases),
        *history_calls(cases),
        *result_calls(cases),
        *similarity_calls(cases),
        *webhook_calls(cases),
        *receipt_calls(cases),
        *health_calls(cases, metrics),
    )

    @cache
    def openapi() -> str:
        return document(table, VERSION)

    table = (*known, *docs_calls(openapi))
    return table


def _refuse_strangers(hosts: frozenset[str]) -> Response | None:
    """While there are no keys, only these checks keep a web page in somebody's browser from using a judge on loopback.

    A page can send here (``Sec-Fetch-Site`` tells), or have its own name resolve to this address (``Host`` tells).
    """
    changes = request.method not in ("GET", "HEAD", "OPTIONS")
    if changes and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return problems.problem("cross_site", "Send this from the judge's own pages, or not from a browser.")
    if hosts and (host := request.headers.get("Host")) and host_name(host) not in hosts:
        allowed = ", ".join(sorted(hosts))
        return problems.problem("untrusted_host", f"This server answers to {allowed}; JUDGE_URL adds a proxy's name.")
    return None


def host_name(host: str) -> str:
    """The name in a ``Host`` header, without a port."""
    return _PORT.sub("", host.lower())
