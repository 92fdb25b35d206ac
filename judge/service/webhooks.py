"""Webhooks as managers see them: made, looked at, tried, given a new secret, taken away; and the log of deliveries."""

from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

from judge.clock import Now, utc_now
from judge.domain.access import Reach, Scope
from judge.domain.errors import Conflict, FieldProblem, InvalidInput, NotFound
from judge.domain.webhooks import PING, Delivery, Hook
from judge.ids import new_id
from judge.service.bodies import ping
from judge.service.lists import shown_to
from judge.service.outgoing import Outbox, Post, Schedule, Signer
from judge.service.shelves import Shelf, ShelfPage

MOST = 20
"""Hooks of one organisation."""
OLD_SECRET_SIGNS = timedelta(hours=24)
KEPT = timedelta(days=30)
"""How long a delivery is in the log."""
SWEEP = "sweep"
"""The lane in which deliveries wait for their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookParts:
    hooks: Shelf[Hook]
    deliveries: Shelf[Delivery]
    outbox: Outbox
    schedule: Schedule
    post: Post
    signer: Signer
    now: Now = field(default=utc_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHook:
    organisation: str
    url: str
    events: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookChange:
    """What is none stays as it is."""

    url: str | None = None
    events: tuple[str, ...] | None = None
    name: str | None = None


class WebhookCases:
    def __init__(self, parts: WebhookParts) -> None:
        self._parts = parts

    def make(self, new: NewHook, by: Scope) -> Hook:
        """The hook with its secret, which is shown this once. Raises InvalidInput, Conflict."""
        if by.reach is not Reach.ALL and new.organisation != by.caller.organisation:
            raise InvalidInput(
                "The webhook cannot be made.",
                (FieldProblem("organisation", f"must be yours, {by.caller.organisation}"),),
            )
        if wrong := self._parts.post.check(new.url):
            raise InvalidInput("The webhook cannot be made.", (FieldProblem("url", wrong),))
        if self._parts.hooks.count(f"organisation:{new.organisation}") >= MOST:
            raise Conflict(f"There are {MOST} webhooks already; remove one first.")
        now = self._parts.now()
        hook = Hook(
            id=new_id(now),
            organisation=new.organisation,
            url=new.url,
            events=new.events,
            name=new.name,
            secret=self._parts.signer.new_secret(),
            created_at=now,
            created_by=by.caller.key,
        )
        self._parts.hooks.add(hook)
        return hook

    def get(self, hook_id: str, by: Scope) -> Hook:
        """Raises NotFound."""
        hook = self._parts.hooks.get(hook_id)
        if by.holds(owner="", organisation=hook.organisation):
            return hook
        raise NotFound(f"there is no webhook {hook_id[:64]!r}")

    def page(self, by: Scope, cursor: str, limit: int) -> ShelfPage[Hook]:
        return self._parts.hooks.page(shown_to(by), cursor=cursor, limit=limit)

    def change(self, hook_id: str, change: HookChange, by: Scope) -> Hook:
        """With what is given in place of what was there. Raises NotFound, InvalidInput."""
        self.get(hook_id, by)
        if change.url is not None and (wrong := self._parts.post.check(change.url)):
            raise InvalidInput("The webhook cannot be changed.", (FieldProblem("url", wrong),))
        given = {name: value for name, value in asdict(change).items() if value is not None}
        return self._parts.hooks.update(hook_id, lambda hook: replace(hook, **given))

    def remove(self, hook_id: str, by: Scope) -> Hook:
        """Nothing is sent to it any more, and its log cannot be read. Raises NotFound."""
        hook = self.get(hook_id, by)
        self._parts.hooks.remove(hook_id)
        return hook

    def rotate(self, hook_id: str, by: Scope) -> Hook:
        """The hook with a new secret, shown this once; the one before signs too, for a day. Raises NotFound."""
        self.get(hook_id, by)
        secret, until = self._parts.signer.new_secret(), self._parts.now() + OLD_SECRET_SIGNS
        return self._parts.hooks.update(
            hook_id, lambda hook: replace(hook, secret=secret, old_secret=hook.secret, old_secret_until=until)
        )

    def enable(self, hook_id: str, by: Scope, *, on: bool) -> Hook:
        """Switch it on, with no failures before it, or off. Raises NotFound."""
        self.get(hook_id, by)
        return self._parts.hooks.update(
            hook_id, lambda hook: replace(hook, enabled=on, off_because="", failing_since=None)
        )

    def test(self, hook_id: str, by: Scope) -> Delivery:
        """A ping on its way. Raises NotFound, or Conflict for a hook that is switched off."""
        hook = self._switched_on(hook_id, by)
        now = self._parts.now()
        delivery = Delivery(
            id=new_id(now),
            hook=hook.id,
            organisation=hook.organisation,
            happening=PING,
            about="",
            body=ping(hook.id, now),
            created_at=now,
            next_at=now,
        )
        keep(self._parts, delivery)
        return delivery

    def deliveries(self, hook_id: str, by: Scope, cursor: str, limit: int) -> ShelfPage[Delivery]:
        """Newest first. Raises NotFound."""
        self.get(hook_id, by)
        return self._parts.deliveries.page(f"hook:{hook_id}", cursor=cursor, limit=limit)

    def resend(self, hook_id: str, delivery_id: str, by: Scope) -> Delivery:
        """The same message, with the same id, once more from now on. Raises NotFound, Conflict."""
        hook = self._switched_on(hook_id, by)
        if self._parts.deliveries.get(delivery_id).hook != hook.id:
            raise NotFound(f"there is no delivery {delivery_id[:64]!r}")
        now = self._parts.now()
        delivery = self._parts.deliveries.update(delivery_id, lambda known: known.again(now))
        self._parts.schedule.put(hook.id, delivery.id, now)
        return delivery

    def _switched_on(self, hook_id: str, by: Scope) -> Hook:
        hook = self.get(hook_id, by)
        if not hook.enabled:
            raise Conflict("This webhook is switched off; enable it first.")
        return hook


def keep(parts: WebhookParts, delivery: Delivery) -> None:
    """A new delivery, and when it is due. Doing it again changes nothing but what was left undone."""
    try:
        parts.deliveries.add(delivery)
    except Conflict:
        delivery = parts.deliveries.get(delivery.id)
    if delivery.next_at:
        parts.schedule.put(delivery.hook, delivery.id, delivery.next_at)
    parts.schedule.put(SWEEP, delivery.id, delivery.created_at + KEPT)
