"""What requests may say, as pydantic models."""

import base64
import datetime
import json
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def no_nul(value):
    if "\0" in value:
        raise ValueError("must not contain U+0000")
    return value


def calendar_date(value):
    """pydantic also takes numbers and times for dates."""
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        raise ValueError("must be a date as YYYY-MM-DD, or null")
    return value


def pack(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def unpack(text):
    """A cursor is the last row's place: (due or None, id)."""
    due, number = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    if type(number) is not int or not 0 < number < 2**63:
        raise ValueError("is not a cursor of this list")
    return (datetime.date.fromisoformat(due) if due is not None else None, number)


def place(text):
    try:
        return unpack(text)
    except (ValueError, TypeError):
        raise ValueError("is not a cursor of this list") from None


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, strict=True), AfterValidator(no_nul)
]
Notes = Annotated[str, StringConstraints(max_length=2000, strict=True), AfterValidator(no_nul)]
Status = Literal["open", "doing", "done"]
Priority = Annotated[int, Field(strict=True, ge=1, le=5)]
Due = Annotated[datetime.date | None, BeforeValidator(calendar_date)]


class New(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title
    notes: Notes = ""
    status: Status = "open"
    priority: Priority = 3
    due: Due = None


class Change(BaseModel):
    """The defaults are never used: what was not sent is not changed, and null is only allowed for ``due``."""

    model_config = ConfigDict(extra="forbid")

    title: Title = ""
    notes: Notes = ""
    status: Status = "open"
    priority: Priority = 3
    due: Due = None


class Query(BaseModel):
    sort: Literal["newest", "due"] = "newest"
    status: Status | None = None
    q: Annotated[str, AfterValidator(no_nul)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[tuple | None, BeforeValidator(place)] = None
