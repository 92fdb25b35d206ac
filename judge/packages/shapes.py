"""Parses plain values into pydantic models and says what is wrong in words an author of challenges understands.

What a model refuses is reported and then left out, so that the rest can still be checked.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from judge.packages.document import Path
from judge.packages.problems import Problems

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
LINE_PATTERN = r"^[^\x00-\x1f\x7f]*$"
_PATTERNS = {
    ID_PATTERN: "must be lower-case letters, digits and hyphens, at most 64, and not begin with a hyphen",
    NAME_PATTERN: "must be letters, digits, hyphens and underscores, at most 64, beginning with a letter or digit",
    LINE_PATTERN: "must be one line without control characters",
}
_SENTENCES = {
    "string_type": "must be text; put it in quotes",
    "string_unicode": "must be valid Unicode text",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "list_type": "must be a list, like [one, two]",
    "dict_type": "must be a mapping, like {{key: value}}",
    "model_type": "must be a mapping, like {{key: value}}",
    "string_too_short": "must not be empty",
    "missing": "is missing; add it",
    "greater_than": "must be more than {gt:.10g}",
    "greater_than_equal": "must be {ge:.10g} or more",
    "less_than_equal": "must be {le:.10g} or less",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entry",
    "too_long": "must have at most {max_length} entries",
}
_MAX_ROUNDS = 20

T = TypeVar("T")
Word = Annotated[T, Field(strict=False)]
"""One word of an enumeration, given as text."""

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=LINE_PATTERN)]


class Model(BaseModel):
    """What all models of challenge.yaml are: strict, finite, without unknown keys."""

    FALLBACK: ClassVar[Mapping[str, object]] = {}
    """Stands in for required keys that are missing or wrong, so that the rest can be checked; builds no challenge."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    def given(self, key: str) -> bool:
        """Whether the author wrote this key."""
        return key in self.model_fields_set


M = TypeVar("M", bound=Model)


def parse_model(model: type[M], value: object, at: Path, problems: Problems) -> M | None:
    """``value`` as a ``model``, less what was wrong with it (every such thing is in ``problems``).

    None when a required key is missing or wrong and the model has nothing to fall back to.
    """
    for turn in range(_MAX_ROUNDS):
        try:
            return model.model_validate(value)
        except ValidationError as error:
            details = error.errors(include_url=False)
        if turn == 0:
            for detail in details:
                problems.field((*at, *detail["loc"]), _sentence(detail, model, problems))
        if not isinstance(value, Mapping):
            return None
        value = {**model.FALLBACK, **_without(value, {_culprit(detail) for detail in details})}
    return None


def _culprit(detail: ErrorDetails) -> Path:
    """What to leave out: the refused value, or that from which a key is missing."""
    loc = detail["loc"]
    return loc[:-1] if detail["type"] == "missing" else loc


def _without(value: Any, culprits: set[Path]) -> Any:
    """A copy of ``value`` without the values at these paths."""
    heads = {path[0] for path in culprits if len(path) == 1}
    deeper: dict[str | int, set[Path]] = {}
    for path in culprits:
        if len(path) > 1:
            deeper.setdefault(path[0], set()).add(path[1:])
    if isinstance(value, Mapping):
        return {k: _without(v, deeper[k]) if k in deeper else v for k, v in value.items() if k not in heads}
    if isinstance(value, list):
        return [_without(v, deeper[i]) if i in deeper else v for i, v in enumerate(value) if i not in heads]
    return value


def _sentence(detail: ErrorDetails, model: type[Model], problems: Problems) -> str:
    kind, context, loc = detail["type"], detail.get("ctx", {}), detail["loc"]
    if kind == "extra_forbidden":
        return f"is an unknown key; {problems.suggest(str(loc[-1]), _keys_at(model, loc[:-1]))}"
    if kind == "enum":
        words = re.findall(r"'([^']*)'", context["expected"])
        return f"must be one of {', '.join(words)}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS[context["pattern"]]
    return _SENTENCES[kind].format_map(context) if kind in _SENTENCES else detail["msg"]


def _keys_at(model: type[Model], loc: Path) -> list[str]:
    """The keys allowed at ``loc`` inside ``model``."""
    keys, chosen_by_author = model, False
    for part in loc:
        if chosen_by_author or isinstance(part, int):
            chosen_by_author = False
            continue
        annotation = keys.model_fields[part].annotation
        keys, chosen_by_author = _inner_model(annotation), getattr(annotation, "__origin__", None) is dict
    return list(keys.model_fields)


def _inner_model(annotation: Any) -> type[Model]:
    """The model in ``annotation``, which is one or a list or dict of one."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next(_inner_model(argument) for argument in reversed(annotation.__args__) if argument is not type(None))


def text_problem(text: str) -> str:
    """Why the kernel would not take ``text`` as an argument or in the environment; empty if it would."""
    if "\0" in text:
        return "has a NUL byte, which no program can be given; take it out"
    return "" if text.isascii() or text.encode("utf-8", "replace").decode() == text else "is not valid Unicode"
