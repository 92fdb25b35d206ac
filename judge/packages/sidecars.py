"""The sidecars of a stage: who listens where, and which variables tell the service of it."""

from collections.abc import Mapping
from functools import cache

from judge.domain.service import Sidecar, url_variable
from judge.sidecars import SidecarType, load_sidecars

SidecarTypes = Mapping[str, SidecarType]


@cache
def shipped() -> SidecarTypes:
    """The types that come with the judge, read once."""
    return load_sidecars()


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
        shared = (facts.variable,) if facts.variable not in taken else ()
        variables = tuple(dict.fromkeys((url_variable(name), *shared)))
        ports.add(port)
        taken.update(variables)
        sidecars.append(Sidecar(name=name, type=word, port=port, variables=variables))
    return tuple(sidecars)
