"""Who calls, and how far a role gets with a call."""

from dataclasses import dataclass
from enum import StrEnum

from judge.domain.assessment import Place


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    CANDIDATE = "candidate"
    CI = "ci"


class Reach(StrEnum):
    """What of the things that a call is about a role may have. Each level includes the ones before it."""

    NONE = "no"
    OWN = "own"
    """What the caller made, or was given: a candidate's submissions, the challenges of their assessment."""
    ORGANISATION = "organisation"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The row of a call in the table of roles. ``public`` calls need no key."""

    admin: Reach = Reach.ALL
    manager: Reach = Reach.NONE
    candidate: Reach = Reach.NONE
    ci: Reach = Reach.NONE
    public: bool = False

    def of(self, role: Role) -> Reach:
        return Reach.ALL if self.public else getattr(self, role.value)


PUBLIC = Access(public=True)
ADMINS = Access()
MANAGERS = Access(manager=Reach.ORGANISATION)
EVERYBODY = Access(manager=Reach.ORGANISATION, candidate=Reach.OWN, ci=Reach.OWN)

SHARED = ""
"""The organisation of what belongs to none and is there for all: the challenges that come with the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends a request. ``subject`` is whose submissions theirs are; ``invitation`` limits it to an assessment.

    ``place`` is that invitation as it was at the door, where it was read once for all of the request.
    """

    role: Role
    key: str = ""
    organisation: str = SHARED
    subject: str = ""
    invitation: str = ""
    name: str = ""
    place: Place | None = None


NOBODY = Caller(role=Role.ADMIN, name="nobody: the server has no keys")
"""Whoever calls a server that has no keys yet, which listens on loopback only."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A caller together with how far the role gets with the call at hand."""

    caller: Caller
    reach: Reach

    def holds(self, *, owner: str, organisation: str) -> bool:
        """Whether a thing with this owner, of this organisation, is within."""
        match self.reach:
            case Reach.ALL:
                return True
            case Reach.ORGANISATION:
                return organisation == self.caller.organisation
            case Reach.OWN:
                return bool(owner) and owner == self.caller.subject and organisation == self.caller.organisation
            case _:
                return False

    @property
    def sees_all(self) -> bool:
        """Whether hidden tests, expected outputs and messages for managers are theirs to see."""
        return self.caller.role in (Role.ADMIN, Role.MANAGER)


EVERYTHING = Scope(NOBODY, Reach.ALL)
"""For what the judge does by itself."""
