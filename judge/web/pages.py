"""Turns templates into answers. Everything in them is escaped; the one style sheet is allowed by its digest."""

import base64
import hashlib
import math
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from flask import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from judge.service.refused import utc

_FOLDER = Path(__file__).with_name("templates")
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def page(template: str, status: int = 200, headers: dict[str, str] | None = None, **values: object) -> Response:
    """``template.html`` with these values."""
    text = _environment().get_template(f"{template}.html").render(**values)
    all_headers = {"Content-Security-Policy": _policy(), **(headers or {})}
    return Response(text, status, all_headers, content_type="text/html; charset=utf-8")


def spoken(seconds: float) -> str:
    """A duration for people, in its two largest units: 1 hour 30 minutes."""
    left = int(seconds)
    said = []
    for name, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            said.append(f"{count} {name}" if count == 1 else f"{count} {name}s")
    return " ".join(said[:2]) or "no time"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(_style())  # noqa: S704 - our own file
    environment.filters["spoken"] = spoken
    environment.filters["moment"] = _moment
    return environment


def _moment(moment: datetime) -> Markup:
    """A time that browsers can read, too."""
    return Markup('<time datetime="{}">{}</time>').format(f"{moment:%Y-%m-%dT%H:%M:%SZ}", utc(moment))


def until(deadline: datetime | None, now: datetime) -> str:
    """How long it is until then; empty without a deadline."""
    return spoken(math.ceil(max(deadline - now, timedelta()).total_seconds())) if deadline else ""


@cache
def _style() -> str:
    return (_FOLDER / "style.css").read_text("utf-8")


@cache
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
