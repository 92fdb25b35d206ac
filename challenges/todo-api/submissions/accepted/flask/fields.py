"""What a request may say, and every mistake in it at once."""

import base64
import binascii
import json
import re
from datetime import date
from types import SimpleNamespace

STATUSES = ("open", "doing", "done")
SORTS = ("newest", "due")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Invalid(Exception):
    def __init__(self, fields):
        super().__init__(fields)
        self.fields = fields


def text(value, most):
    if not isinstance(value, str):
        raise ValueError("must be a text")
    if "\0" in value:
        raise ValueError("must not contain U+0000")
    if len(value) > most:
        raise ValueError(f"must have at most {most} characters")
    return value


def title(value):
    trimmed = text(value.strip() if isinstance(value, str) else value, 200)
    if not trimmed:
        raise ValueError("must not be empty")
    return trimmed


def notes(value):
    return text(value, 2000)


def status(value):
    if value not in STATUSES:
        raise ValueError("must be one of " + ", ".join(STATUSES))
    return value


def priority(value):
    if type(value) is not int or not 1 <= value <= 5:
        raise ValueError("must be a whole number from 1 to 5")
    return value


def due(value):
    if value is None:
        return None
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("must be a date as YYYY-MM-DD, or null")
    return date.fromisoformat(value)


FIELDS = {"title": title, "notes": notes, "status": status, "priority": priority, "due": due}


def check_body(sent, required=()):
    wrong = {name: "is required" for name in required if name not in sent}
    values = {}
    for name, value in sent.items():
        try:
            if name not in FIELDS:
                raise ValueError("is not a field that can be set")
            values[name] = FIELDS[name](value)
        except (ValueError, TypeError) as error:
            wrong[name] = str(error)
    if wrong:
        raise Invalid(wrong)
    return values


def encode(sort, row):
    due_text = row["due"] if sort == "due" else None
    return base64.urlsafe_b64encode(json.dumps([sort, due_text, row["id"]]).encode()).decode()


def cursor(given):
    try:
        sort, due_text, number = json.loads(base64.b64decode(given, altchars=b"-_", validate=True))
        if sort not in SORTS or type(number) is not int or not 0 < number < 2**63:
            raise ValueError
        return SimpleNamespace(sort=sort, due=due(due_text), id=number)
    except (ValueError, TypeError, binascii.Error) as error:
        raise ValueError("is not a cursor of this list") from error


def limit(given):
    if not re.fullmatch(r"\d{1,3}", given, re.ASCII) or not 1 <= int(given) <= 100:
        raise ValueError("must be a whole number from 1 to 100")
    return int(given)


def sort(given):
    if given not in SORTS:
        raise ValueError("must be one of " + ", ".join(SORTS))
    return given


def search(given):
    return text(given, 2000)


def check_query(args):
    checks = {"sort": sort, "status": status, "q": search, "limit": limit, "cursor": cursor}
    values, wrong = {"sort": "newest", "status": None, "q": "", "limit": 20, "cursor": None}, {}
    for name, check in checks.items():
        if name in args:
            try:
                values[name] = check(args[name])
            except ValueError as error:
                wrong[name] = str(error)
    if not wrong and values["cursor"] and values["cursor"].sort != values["sort"]:
        wrong["cursor"] = "belongs to another order"
    if wrong:
        raise Invalid(wrong)
    return SimpleNamespace(**values)
