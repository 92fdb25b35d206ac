"""What a package has to know of the types of sidecars there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from judge.domain.service import Sidecar, url_variable


class SidecarType(Protocol):
    """A server that a stage may have beside its service: ``judge.sidecars``."""

    @property
    def port(self) -> int:
        """Where the first of a stage listens; the next one is at the next port."""

    @property
    def env(self) -> str:
        """The variable that has the address of the first of a stage, beside the one of its own name."""

    @property
    def seed(self) -> Collection[str]:
        """The endings of files that it can be filled from."""


SidecarTypes = Mapping[str, SidecarType]


@dataclass(frozen=True, slots=True)
class _Type:
    port: int
    env: str
    seed: tuple[str, ...]


def shipped() -> SidecarTypes:
    """The types that come with the judge."""
    return {
        "postgres": _Type(5432, "DATABASE_URL", (".sql",)),
        "mariadb": _Type(3306, "DATABASE_URL", (".sql",)),
        "redis": _Type(6379, "REDIS_URL", ()),
    }


def arrange(chosen: Mapping[str, str], types: SidecarTypes) -> tuple[Sidecar, ...]:
    """Sidecars, as yet without seeds, for types by name: who listens where, and which variables tell of it.

    A variable that an earlier one has is not given away again; a name whose own variable is gone has to be refused.
    """
    ports: set[int] = set()
    taken: set[str] = set()
    sidecars = []
    for name, word in chosen.items():
        facts = types[word]
        port = next(port for port in range(facts.port, facts.port + len(chosen)) if port not in ports)
        shared = (facts.env,) if facts.env and facts.env not in taken else ()
        variables = tuple(dict.fromkeys((url_variable(name), *shared)))
        ports.add(port)
        taken.update(variables)
        sidecars.append(Sidecar(name=name, type=word, port=port, variables=variables))
    return tuple(sidecars)
