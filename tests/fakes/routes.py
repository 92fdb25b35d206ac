"""Every world has an app of its own with the same hundred routes: what werkzeug compiles of them is compiled once.

The compiled function knows its rule's text only; the rule itself is an argument of it.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile: Callable[[Rule, bool], Any] = Rule._compile_builder
_compiled: dict[object, Any] = {}


def _compile_once(rule: Rule, append_unknown: bool = True) -> Any:
    known = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults), append_unknown)
    if known not in _compiled:
        _compiled[known] = _compile(rule, append_unknown)
    return _compiled[known]


def compile_once() -> None:
    """From now on, in this process."""
    Rule._compile_builder = _compile_once  # type: ignore[method-assign]  # made once for all
