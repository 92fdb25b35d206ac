"""Whether a JSON value has what was asked of it, and where it first has not."""

from collections.abc import Mapping
from typing import Any

from .text import shown

_VALUE_CHARS = 200


def difference(wanted: Any, got: Any, path: str = "$") -> str:  # noqa: PLR0911 - a table
    """Empty if ``got`` has everything of ``wanted``, else one sentence.

    An object may have more members than wanted; a list must have exactly the wanted elements; ``...`` stands for any
    value; a type for any value of that type (``int`` does not take a boolean); a function for what it says yes to.
    """
    if wanted is ...:
        return ""
    if isinstance(wanted, type):
        right = isinstance(got, wanted) and not (isinstance(got, bool) and wanted is not bool)
        return "" if right else f"at {path}: expected a value of type {wanted.__name__}, got {_show(got)}"
    if callable(wanted):
        name = getattr(wanted, "__name__", "the condition")
        return "" if wanted(got) else f"at {path}: {_show(got)} does not satisfy {name}"
    if isinstance(wanted, Mapping):
        return _object(wanted, got, path)
    if isinstance(wanted, (list, tuple)):
        return _list(wanted, got, path)
    if isinstance(wanted, bool) != isinstance(got, bool) or wanted != got:
        return f"at {path}: expected {_show(wanted)}, got {_show(got)}"
    return ""


def _object(wanted: Mapping[Any, Any], got: Any, path: str) -> str:
    if not isinstance(got, Mapping):
        return f"at {path}: expected an object, got {_show(got)}"
    for name, value in wanted.items():
        if name not in got:
            return f"at {path}: the member {name!r} is missing"
        found = difference(value, got[name], f"{path}.{name}")
        if found:
            return found
    return ""


def _list(wanted: list[Any] | tuple[Any, ...], got: Any, path: str) -> str:
    if not isinstance(got, list):
        return f"at {path}: expected a list, got {_show(got)}"
    if len(got) != len(wanted):
        return f"at {path}: expected {len(wanted)} elements, got {len(got)}"
    for index, (value, element) in enumerate(zip(wanted, got, strict=True)):
        found = difference(value, element, f"{path}[{index}]")
        if found:
            return found
    return ""


def _show(value: Any) -> str:
    # A hostile value may be large: only its beginning is written out.
    if isinstance(value, str):
        return repr(shown(value, _VALUE_CHARS))
    if isinstance(value, (list, Mapping)) and len(value) > 20:
        return f"{'a list' if isinstance(value, list) else 'an object'} of {len(value)} elements"
    return shown(repr(value), _VALUE_CHARS)
