"""The catalogue of sidecars: ``worker/sidecars/<type>/sidecar.yaml`` as typed values.

Plain data that the API and the worker both read; adding a database is adding a folder. Commands are argv, never shell.
An argv item, what is written to a command's stdin, and the addresses may hold ``{port}``, ``{password}`` (of ``app``,
the candidate's user), ``{judge_password}`` (of ``judge``, the tests' user) and ``{data}`` (the box's data directory).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config

from judge.catalogues import load_entries, read_mapping, typed

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
    """Every type of ``folder``, by name, in the order of names. Raises InvalidInput with every problem."""
    return load_entries(folder, "sidecar.yaml", parse_sidecar)


def parse_sidecar(name: str, text: str) -> SidecarType:
    """One type. Raises InvalidInput with every problem."""
    data = read_mapping(text)
    return typed(_ADAPTER, name, data)


_ADAPTER = TypeAdapter(SidecarType)
