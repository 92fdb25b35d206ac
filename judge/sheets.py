"""Tables as CSV (RFC 4180) that a spreadsheet opens as what they are: text of people's is never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

Value = str | float | int | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a cell that begins with one of these for a formula, or skips it and looks at what follows."""


def csv_text(rows: Iterable[Sequence[Value]]) -> str:
    """Lines end with CRLF; a number is written as it is, none as nothing, text so that no program runs it."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return sheet.getvalue()


def _cell(value: Value) -> str | float | int:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else text
