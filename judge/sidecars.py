"""The catalogue of sidecars: ``worker/sidecars/<type>/sidecar.yaml`` as typed values.

Plain data that the API and the worker both read; adding a database is adding a folder. Commands are argv, never shell.
An argv item, what is written to a command's stdin, and the addresses may hold ``{port}``, ``{password}`` (of ``app``,
the candidate's user), ``{judge_password}`` (of ``judge``, the tests' user) and ``{data}`` (the box's data directory).
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config

from judge.domain.errors import FieldProblem, InvalidInput

CATALOGUE = Path(__file__).resolve().parent.parent / "worker" / "sidecars"
"""The folder shipped with the judge."""

DATA = "/box/data"
"""Where a box keeps what outlives a program; a sidecar makes a folder of its own in it."""

_NAMES = ("port", "password", "judge_password", "data")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PLAIN = re.compile(r"[A-Za-z0-9]+")
_strict = with_config(ConfigDict(extra="forbid", strict=True))


def _with_known_placeholders(text: str) -> str:
    if unknown := [name for name in _PLACEHOLDER.findall(text) if name not in _NAMES]:
        raise ValueError(f"holds {{{unknown[0]}}}; allowed: {', '.join(_NAMES)}")
    return text


Text = Annotated[str, AfterValidator(_with_known_placeholders)]
Argv = Annotated[tuple[Text, ...], Field(min_length=1)]


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program that runs beside the server as the same user, and what it reads."""

    run: Argv
    stdin: Text = ""


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class SidecarType:
    """A kind of server that can stand beside a candidate's service.

    ``prepare`` lays out the data directory of a new box; ``start`` is the server. It has started when its port accepts
    connections and ``ready``, if there is one, has ended with status 0. ``setup`` gives ``app`` and ``judge`` their
    passwords, before which neither gets in; ``seed`` fills the database from a file on stdin, by the file's ending;
    ``renew`` empties it, after which ``setup`` and ``seed`` come again. ``url`` is the candidate's address, which its
    service finds in ``variable``, and ``judge_url`` the tests'. ``env`` is for all programs of the box. ``image`` names
    the public image that the server is taken from, where there is no package; such a type is built only when asked for.
    """

    name: str
    title: str
    port: Annotated[int, Field(ge=1, le=65000)]
    variable: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    start: Argv
    setup: Command
    renew: Command
    url: Text
    judge_url: Text
    memory_mib: Annotated[int, Field(gt=0)]
    disk_mib: Annotated[int, Field(gt=0)]
    prepare: tuple[Argv, ...] = ()
    ready: tuple[Text, ...] = ()
    start_within_s: Annotated[float, Field(gt=0)] = 20.0
    stop_signal: Literal["SIGTERM", "SIGINT", "SIGQUIT"] = "SIGTERM"
    seed: Mapping[Annotated[str, Field(pattern=r"^\.[a-z]+$")], Argv] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    image: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def expand(self, argv: Iterable[str], **values: str | int) -> tuple[str, ...]:
        """A command with its placeholders filled; see ``fill``."""
        return tuple(self.fill(word, **values) for word in argv)

    def fill(self, text: str, **values: str | int) -> str:
        """Text with its placeholders filled.

        Raises:
            KeyError: a placeholder has no value.
            ValueError: a value is not of letters and digits only, which could mean something in SQL or in an address.
        """
        for name, value in values.items():
            if not _PLAIN.fullmatch(str(value)):
                raise ValueError(f"{name} must be letters and digits")
        known = {"data": DATA, **values}
        return _PLACEHOLDER.sub(lambda found: str(known[found[1]]), text)


def load_sidecars(folder: Path = CATALOGUE) -> dict[str, SidecarType]:
    """Every type of ``folder``, by name, in the order of names.

    Raises:
        InvalidInput: a ``sidecar.yaml`` has problems; all of them are listed.
    """
    types: dict[str, SidecarType] = {}
    problems: list[FieldProblem] = []
    for path in sorted(folder.glob("*/sidecar.yaml")):
        name = path.parent.name
        try:
            types[name] = parse_sidecar(name, path.read_text("utf-8"))
        except InvalidInput as error:
            problems.extend(FieldProblem(f"{name}/sidecar.yaml: {item.field}", item.message) for item in error.problems)
    if problems:
        listed = "; ".join(f"{problem.field} {problem.message}" for problem in problems)
        raise InvalidInput(f"The catalogue of sidecars has problems: {listed}", tuple(problems))
    return types


def parse_sidecar(name: str, text: str) -> SidecarType:
    """One type. Raises InvalidInput with every problem."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput("not YAML", (FieldProblem("", f"is not YAML: {error}"),)) from error
    if not isinstance(data, dict):
        raise InvalidInput("not a mapping", (FieldProblem("", "must be a mapping"),))
    try:
        # Through JSON, because strict validation takes a JSON array for a tuple and an object for a dataclass.
        return _ADAPTER.validate_json(json.dumps({**data, "name": name}, default=str))
    except ValidationError as error:
        raise InvalidInput(
            f"sidecar {name} has problems",
            tuple(FieldProblem(".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()),
        ) from error


_ADAPTER = TypeAdapter(SidecarType)
