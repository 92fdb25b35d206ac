"""The door: who a request comes from, how far their role gets with the call, and the audit log's line about it."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

import structlog
from flask import Flask, Response, g, request

from judge.api.calls import Call
from judge.clock import utc_now
from judge.domain.access import Caller, Reach, Scope
from judge.domain.errors import Forbidden, Unauthenticated, Unavailable
from judge.service.keys import KeyCases
from judge.service.ports import Audit, AuditEntry

_log = structlog.get_logger(__name__)
_BEARER = "bearer"
_READS = ("GET", "HEAD")


class Door:
    """Puts the request's scope where :func:`scope` finds it, or refuses."""

    def __init__(self, keys: KeyCases, audit: Audit) -> None:
        self._keys = keys
        self._audit = audit

    def install(self, app: Flask) -> None:
        app.after_request(self._write_down)

    def guarded(self, call: Call) -> Callable[..., Response]:
        """The call's view behind the door. A public call is not asked for a key."""
        view = call.view
        if call.access.public:
            return view

        @wraps(view)
        def admitted(**arguments: str) -> Response:
            caller = g.caller = self._keys.caller(_token())
            reach = call.access.of(caller.role)
            if reach is Reach.NONE:
                raise Forbidden(f"A key of the role {caller.role} may not do this.")
            g.scope = Scope(caller, reach)
            return view(**arguments)

        return admitted

    def _write_down(self, response: Response) -> Response:
        """Whoever changed something, or tried to; reading is not written down."""
        caller: Caller | None = g.get("caller")
        if caller is None or request.method in _READS or request.url_rule is None:
            return response
        entry = AuditEntry(
            at=utc_now(),
            key=caller.key,
            name=caller.name,
            role=caller.role,
            organisation=caller.organisation,
            action=f"{request.method} {request.url_rule.rule}",
            target=request.path,
            status=response.status_code,
        )
        try:
            self._audit.write(entry)
        except Unavailable:
            # What was done is done, and its answer true; the log of the process keeps what the store could not.
            _log.error("audit_not_stored", **asdict(entry) | {"at": entry.at.isoformat()})
        return response


def scope() -> Scope:
    """Whose request this is, and how far they get with this call."""
    found: Scope = g.scope
    return found


def _token() -> str | None:
    """The bearer token; none if no key was sent. Raises Unauthenticated for a header of another kind."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    kind, _, token = header.partition(" ")
    if kind.lower() != _BEARER:
        raise Unauthenticated("Send the key as Authorization: Bearer judge_…")
    return token.strip()
