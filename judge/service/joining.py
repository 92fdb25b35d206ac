"""How a link becomes a key: what it offers is looked at, then the person starts, and time starts with them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from judge.domain import links
from judge.domain.access import EVERYTHING, Role
from judge.domain.assessment import Assessment, Invitation, Stage
from judge.domain.errors import Busy, Conflict, InvalidInput, NotFound, Unavailable
from judge.domain.keys import Key, matches
from judge.service.catalogue import Catalogue
from judge.service.keys import KeyCases, NewKey
from judge.service.parts import Parts
from judge.service.ports import AuditEntry
from judge.service.refused import Ended, LinkUsed, NotOpen, utc

_log = structlog.get_logger(__name__)
KNOCKS = 600
"""How often a minute one address may ask about links. A class behind one address gets in, a flood does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedChallenge:
    id: str
    title: str
    runtimes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What somebody is invited to. ``ends`` is the deadline of one who has begun, or who would begin now."""

    assessment: Assessment
    invitation: Invitation
    challenges: tuple[OfferedChallenge, ...]
    now: datetime
    ends: datetime | None

    @property
    def begun(self) -> bool:
        return self.invitation.joined_at is not None

    @property
    def opened(self) -> bool:
        return self.assessment.opens_at is None or self.now >= self.assessment.opens_at

    @property
    def over(self) -> bool:
        return self.ends is not None and self.now >= self.ends

    @property
    def closes_at(self) -> datetime | None:
        return self.invitation.closes_at(self.assessment)


@dataclass(frozen=True, slots=True)
class Joined:
    """``whole`` is the key, shown this once."""

    offer: Offer
    key: Key
    whole: str


class JoinCases:
    def __init__(self, parts: Parts, catalogue: Catalogue, keys: KeyCases) -> None:
        self._parts = parts
        self._catalogue = catalogue
        self._keys = keys

    def look(self, token: str, address: str) -> Offer:
        """What a link offers; nothing starts.

        Raises:
            NotFound: no such link, or one that was replaced by a newer one.
            Ended, LinkUsed
            Busy: this address asked too often.
        """
        self._knock(address)
        invitation, _ = self._find(token)
        assessment = self._parts.assessments.get(invitation.assessment)
        self._check(invitation, assessment)
        return self._offer(invitation, assessment, self._offered(assessment))

    def join(self, token: str, address: str) -> Joined:
        """Start the clock, unless it runs already, and make the key.

        Raises:
            NotFound, Ended, LinkUsed, Busy: as :meth:`look`.
            NotOpen
        """
        return self.reading(lambda: token, address)

    def reading(self, read: Callable[[], str], address: str) -> Joined:
        """:meth:`join` with a link that has yet to be read: whoever asked too often is refused before."""
        self._knock(address)
        invitation, secret = self._find(read())
        assessment = self._parts.assessments.get(invitation.assessment)
        self._check(invitation, assessment)
        moment = self._parts.now()
        if assessment.opens_at and moment < assessment.opens_at:
            raise NotOpen(assessment.opens_at)
        challenges = self._offered(assessment)  # nothing may be read once the link is used up: it is used for good then
        # The key comes first: of two requests at once both make one, and only the one that takes the link is told.
        issued = self._keys.make(
            NewKey(
                role=Role.CANDIDATE,
                organisation=invitation.organisation,
                name=f"invitation: {invitation.name}",
                subject=invitation.id,
                invitation=invitation.id,
            ),
            created_by=invitation.created_by,
        )

        def taken(current: Invitation) -> Invitation:
            if not matches(current.digest, secret):
                raise _unknown()
            self._check(current, assessment)
            return replace(current, key=issued.key.id, link_used=True, joined_at=current.joined_at or moment)

        try:
            joined = self._parts.invitations.update(invitation.id, taken)
        except (Conflict, NotFound):
            self._keys.end(issued.key.id)
            raise
        self._write_down(issued.key, moment)
        return Joined(self._offer(joined, assessment, challenges), issued.key, issued.whole)

    def _write_down(self, key: Key, moment: datetime) -> None:
        """Who joins has no key yet, so the door does not know whom to write down; and the link is a secret."""
        entry = AuditEntry(
            at=moment,
            key=key.id,
            name=key.name,
            role=key.role,
            organisation=key.organisation,
            action="POST /join/<token>",
            target=f"/api/v1/invitations/{key.invitation}",
            status=200,
        )
        try:
            self._parts.audit.write(entry)
        except Unavailable:
            # The link is used up: whoever has it must get the key now, or never does.
            _log.error("audit_not_stored", key=entry.key, action=entry.action, target=entry.target)

    def _find(self, token: str) -> tuple[Invitation, str]:
        """The invitation and the link's secret. Raises NotFound."""
        if (found := links.parts(token)) is None:
            raise _unknown()
        invitation_id, secret = found
        try:
            invitation = self._parts.invitations.get(invitation_id)
        except NotFound:
            invitation = None
        if not matches(invitation.digest if invitation else None, secret) or invitation is None:
            raise _unknown()
        return invitation, secret

    def _check(self, invitation: Invitation, assessment: Assessment) -> None:
        """Who has begun may have a new link become a key even when their time is over: to read their results."""
        match invitation.stage(assessment, self._parts.now()):
            case Stage.WITHDRAWN:
                raise Ended("This invitation was withdrawn. Ask whoever invited you.")
            case Stage.EXPIRED if (closed := invitation.closes_at(assessment)) and closed <= self._parts.now():
                raise Ended(f"The assessment closed at {utc(closed)}; it cannot be started any more.")
            case Stage.EXPIRED:
                raise Ended("The assessment was closed; it cannot be started any more. Ask whoever invited you.")
        if invitation.link_used:
            raise LinkUsed

    def _offer(self, invitation: Invitation, assessment: Assessment, challenges: tuple[OfferedChallenge, ...]) -> Offer:
        now = self._parts.now()
        started = invitation if invitation.joined_at else replace(invitation, joined_at=now)
        return Offer(
            assessment=assessment,
            invitation=invitation,
            challenges=challenges,
            now=now,
            ends=started.deadline(assessment),
        )

    def _offered(self, assessment: Assessment) -> tuple[OfferedChallenge, ...]:
        return tuple(map(self._one_offered, assessment.challenges))

    def _one_offered(self, challenge: str) -> OfferedChallenge:
        """Only its id where it is gone."""
        try:
            found = self._catalogue.current(challenge, EVERYTHING).challenge
        except (NotFound, InvalidInput):
            return OfferedChallenge(id=challenge, title=challenge)
        return OfferedChallenge(id=challenge, title=found.title, runtimes=found.runtimes)

    def _knock(self, address: str) -> None:
        """Raises Busy."""
        if not self._parts.quota_factor:
            return
        rate = f"{max(1, round(KNOCKS * self._parts.quota_factor))}/minute"
        wait_s = self._parts.rates.hit(f"joins {address}", rate)
        if wait_s > 0:
            raise Busy(
                "Too many requests about invitations from your address; try again later.",
                code="quota_exceeded",
                retry_after_s=math.ceil(wait_s),
            )


def _unknown() -> NotFound:
    return NotFound("This link is not valid, or a newer one has replaced it. Ask whoever invited you.")
