"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """``advice`` is something the judge can do without."""

    OK = "ok"
    ADVICE = "advice"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``fix`` is a command to type; empty where all is well."""

    name: str
    state: State
    detail: str
    fix: str = ""


def found(name: str, detail: str) -> Finding:
    return Finding(name=name, state=State.OK, detail=detail)


def missing(name: str, detail: str, fix: str, *, needed: bool = True) -> Finding:
    return Finding(name=name, state=State.MISSING if needed else State.ADVICE, detail=detail, fix=fix)


def apt(*packages: str) -> str:
    """The command that installs Debian packages."""
    return "apt-get install -y --no-install-recommends " + " ".join(packages)
