"""API keys: made, shown once, listed, revoked; and who a request comes from."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from judge.clock import Now, utc_now
from judge.domain import keys
from judge.domain.access import NOBODY, SHARED, Caller, Reach, Role, Scope
from judge.domain.assessment import Place
from judge.domain.errors import Conflict, FieldProblem, InvalidInput, NotFound, Unauthenticated, Unavailable
from judge.domain.keys import Key
from judge.service.lists import shown_to
from judge.service.ports import Uses
from judge.service.shelves import Shelf, ShelfPage

REFUSED_AFTER_S = 0.005
_TOUCH_EVERY = timedelta(minutes=1)
_BY_MANAGERS = (Role.CANDIDATE, Role.CI)
"""The roles that a manager may hand out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """``subject`` is whose submissions those sent with it will be; the key's own id if it is empty."""

    role: Role
    organisation: str
    name: str
    subject: str = ""
    expires_at: datetime | None = None
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A key and, this once, its whole text."""

    key: Key
    whole: str


@dataclass(frozen=True, slots=True)
class KeyView:
    key: Key
    last_used_at: datetime | None


class KeyCases:
    """``place`` finds the invitation that a caller is limited to, or raises Unauthenticated if it is void."""

    def __init__(
        self,
        shelf: Shelf[Key],
        uses: Uses,
        now: Now = utc_now,
        place: Callable[[Caller], Place | None] = lambda _caller: None,
    ) -> None:
        self._place = place
        self._pause = sleep
        self._shelf = shelf
        self._uses = uses
        self._now = now
        self._there_are_keys = False
        self._touched: dict[str, datetime] = {}

    def any(self) -> bool:
        """Whether there are keys. Once there were, a server stays closed even if all are gone."""
        if not self._there_are_keys:
            self._there_are_keys = self._shelf.count() > 0
        return self._there_are_keys

    def caller(self, text: str | None) -> Caller:
        """Who sends this bearer token.

        Raises:
            Unauthenticated: nobody we know; the message does not say why.
        """
        if text is None:
            if self.any():
                raise Unauthenticated("Send a key: Authorization: Bearer judge_…")
            return NOBODY
        began = monotonic()
        key = self._valid(text)
        if key is None:
            # Whether a key of that visible part is kept shows in microseconds. All refusals come at the same moment.
            self._pause(max(0.0, began + REFUSED_AFTER_S - monotonic()))
            raise Unauthenticated("This key is not valid, or not any more.")
        caller = key.caller()
        caller = replace(caller, place=self._place(caller))
        self._touch(key)
        return caller

    def issue(self, new: NewKey, by: Scope) -> Issued:
        """Raises InvalidInput for a role or an organisation that is not the caller's to give."""
        problems = []
        if by.reach is not Reach.ALL and new.role not in _BY_MANAGERS:
            problems.append(FieldProblem("role", f"must be one of {', '.join(_BY_MANAGERS)}; ask an admin"))
        if by.reach is not Reach.ALL and new.organisation != by.caller.organisation:
            problems.append(FieldProblem("organisation", f"must be yours, {by.caller.organisation}"))
        if new.role is not Role.ADMIN and new.organisation == SHARED:
            problems.append(FieldProblem("organisation", "is missing; only an admin belongs to none"))
        if by.reach is Reach.ALL and new.role is Role.ADMIN and new.organisation != SHARED:
            problems.append(FieldProblem("organisation", "must be left out: an admin belongs to none"))
        if new.expires_at and new.expires_at <= self._now():
            problems.append(FieldProblem("expires_at", "is over; give a time that is still to come"))
        if problems:
            raise InvalidInput("The key cannot be made.", tuple(problems))
        return self.make(new, created_by=by.caller.key)

    def make(self, new: NewKey, *, created_by: str = "") -> Issued:
        """A key without asking who may have it."""
        key_id, secret = keys.new_id(), keys.new_secret()
        key = Key(
            id=key_id,
            digest=keys.digest(secret),
            role=new.role,
            organisation=new.organisation,
            subject=new.subject or key_id,
            name=new.name,
            created_at=self._now(),
            created_by=created_by,
            expires_at=new.expires_at,
            invitation=new.invitation,
        )
        self._shelf.add(key)
        return Issued(key, keys.whole(key_id, secret))

    def get(self, key_id: str, by: Scope) -> KeyView:
        """Raises NotFound."""
        return self._view(self._find(key_id, by))

    def page(self, by: Scope, cursor: str, limit: int) -> ShelfPage[KeyView]:
        page = self._shelf.page(shown_to(by), cursor=cursor, limit=limit)
        used = self._uses.last([key.id for key in page.values])
        return ShelfPage(tuple(map(KeyView, page.values, used)), page.cursor)

    def revoke(self, key_id: str, by: Scope) -> KeyView:
        """From now on nothing is answered to it. Raises NotFound, or Conflict for the key that it is asked with."""
        self._find(key_id, by)
        if key_id == by.caller.key:
            raise Conflict("A key cannot revoke itself; use another one.")
        return self._view(self.end(key_id))

    def end(self, key_id: str) -> Key:
        """Revoke without asking who may."""
        moment = self._now()
        return self._shelf.update(key_id, lambda key: replace(key, revoked_at=key.revoked_at or moment))

    def is_admin(self, text: str) -> bool:
        """Whether this whole key is a valid one of an admin."""
        key = self._valid(text)
        return key is not None and key.role is Role.ADMIN

    def _valid(self, text: str) -> Key | None:
        if (found := keys.parts(text)) is None:
            return None
        key_id, secret = found
        try:
            key = self._shelf.get(key_id)
        except NotFound:
            key = None
        good = keys.matches(key.digest if key else None, secret)
        return key if good and key is not None and key.valid_at(self._now()) else None

    def _find(self, key_id: str, by: Scope) -> Key:
        key = self._shelf.get(key_id)
        if by.reach is Reach.ALL or key.organisation == by.caller.organisation:
            return key
        raise NotFound(f"there is no key {key_id[:64]!r}")

    def _view(self, key: Key) -> KeyView:
        return KeyView(key, self._uses.last([key.id])[0])

    def _touch(self, key: Key) -> None:
        """Remember the use, at most once a minute in each process; a store that takes no writes now forgets it."""
        moment = self._now()
        if moment - self._touched.get(key.id, datetime.min.replace(tzinfo=UTC)) >= _TOUCH_EVERY:
            self._touched[key.id] = moment
            with suppress(Unavailable):
                self._uses.touch(key.id, moment)
