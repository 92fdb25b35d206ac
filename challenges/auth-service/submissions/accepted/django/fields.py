"""What a body may say."""

import json
import re


class Refused(Exception):
    def __init__(self, status, code, headers=None, **more):
        super().__init__(code)
        self.status = status
        self.body = {"error": code, **more}
        self.headers = headers or {}


def text(least, most):
    return lambda value: isinstance(value, str) and "\0" not in value and least <= len(value) <= most


KINDS = {
    "username": lambda value: isinstance(value, str) and re.fullmatch("[a-z0-9_]{3,20}", value),
    "password": lambda value: isinstance(value, str) and 8 <= len(value) <= 200,
    "name": text(0, 100),
    "note": text(1, 1000),
    "text": lambda value: isinstance(value, str),
}


def read(request, **fields):
    """The values of these fields, whatever else there is; an empty text for an optional one. Raises: Refused."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "malformed")
    wrong = {name: "is missing or out of range" for name, kind in fields.items() if not fits(body, name, kind)}
    if wrong:
        raise Refused(422, "invalid", fields=wrong)
    return [body.get(name, "") for name in fields]


def fits(body, name, kind):
    """A kind with a question mark may be left out."""
    return KINDS[kind.rstrip("?")](body[name]) if name in body else kind.endswith("?")
