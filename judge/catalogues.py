"""Catalogues: folders of plain data, a YAML file in each, that the API and the worker read as typed values."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from judge.domain.errors import FieldProblem, InvalidInput

T = TypeVar("T")


def load_entries(folder: Path, file: str, parse: Callable[[str, str], T]) -> dict[str, T]:
    """Every entry of ``folder`` that has a ``file``, by name, in the order of names.

    Raises:
        InvalidInput: some have problems; all of them are listed.
    """
    entries: dict[str, T] = {}
    problems: list[FieldProblem] = []
    for path in sorted(folder.glob(f"*/{file}")):
        name = path.parent.name
        try:
            entries[name] = parse(name, path.read_text("utf-8"))
        except InvalidInput as error:
            problems.extend(FieldProblem(f"{name}/{file}: {item.field}", item.message) for item in error.problems)
    if problems:
        listed = "; ".join(f"{problem.field} {problem.message}" for problem in problems)
        raise InvalidInput(f"The catalogue {folder.name} has problems: {listed}", tuple(problems))
    return entries


def read_mapping(text: str) -> dict[str, Any]:
    """The mapping that a file is. Raises InvalidInput."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput("not YAML", (FieldProblem("", f"is not YAML: {error}"),)) from error
    if not isinstance(data, dict):
        raise InvalidInput("not a mapping", (FieldProblem("", "must be a mapping"),))
    return data


def typed(adapter: TypeAdapter[T], name: str, data: Mapping[str, Any]) -> T:
    """The entry's value. Raises InvalidInput with every problem."""
    try:
        # Through JSON, because strict validation takes a JSON array for a tuple and an object for a dataclass.
        return adapter.validate_json(json.dumps({**data, "name": name}, default=str))
    except ValidationError as error:
        raise InvalidInput(
            f"{name} has problems",
            tuple(FieldProblem(".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()),
        ) from error
