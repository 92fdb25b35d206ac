"""Values of other people's YAML and JSON, read tolerantly: what is not as it should be counts as absent."""

import math
import re
import shlex
from collections.abc import Mapping
from typing import Any

from judge.imports.imported import refusal
from judge.packages.document import Unreadable, parse
from judge.packages.shapes import ID_PATTERN

_LINE = 200


def yaml_mapping(file: str, content: bytes) -> Mapping[str, Any]:
    """The mapping in a YAML file; an empty one for an empty file.

    Raises:
        InvalidInput: it is not readable, or something else.
    """
    try:
        value = parse(content.decode("utf-8-sig")).value
    except UnicodeDecodeError as error:
        raise refusal(file, "is not UTF-8") from error
    except Unreadable as error:
        raise refusal(file, f"{error} (line {error.line})") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refusal(file, "must be a mapping")
    return value


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A word or sentence, numbers as they read; empty for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""


def number(value: object) -> float | None:
    """A finite number, also one in quotes."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def words(value: object) -> tuple[str, ...]:
    """A list of texts, or one text with spaces between words."""
    if isinstance(value, list):
        return tuple(filter(None, map(text, value)))
    return tuple(text(value).split())


def arguments(value: object) -> tuple[str, ...]:
    """Arguments of a program: a list of texts, or one text as a shell would split it."""
    if isinstance(value, list):
        return tuple(map(text, value))
    try:
        return tuple(shlex.split(text(value)))
    except ValueError:
        return tuple(text(value).split())


def one_line(value: str) -> str:
    """Without line ends and control characters, at most as long as a title may be."""
    return "".join(character for character in " ".join(value.split()) if character.isprintable())[:_LINE].strip()


def identifier(name: str, otherwise: str) -> str:
    """A challenge's id made of ``name``."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")
    return plain if re.fullmatch(ID_PATTERN, plain) else otherwise


def decoded(file: str, content: bytes) -> str:
    """Raises InvalidInput if it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(file, "is not UTF-8; save it as UTF-8") from error
