"""A run: a calm one first, then the same works while everything breaks, then the account."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import redis

from tests.chaos import account, keys
from tests.chaos.client import Client, Orders, ask_once_more
from tests.chaos.engine import OwnEngine
from tests.chaos.faults import Havoc
from tests.chaos.ledger import Ledger
from tests.chaos.mix import Mix, Work, write_challenges
from tests.chaos.plan import Plan
from tests.chaos.remains import Machine
from tests.chaos.site import Site, empty_home

Say = Callable[[str], None]
_SETTLED_WITHIN_S = 30
_LONGEST_STALL_S = 60
_LONGEST_S = 15.0
"""What takes longer to grade is sent in the calm run only: something breaks every few seconds, and it starts anew."""
_LAST = 4
"""So few submissions are left to themselves in the end, for the same reason."""


@dataclass
class Outcome:
    """``findings`` is empty after a good run."""

    plan: Plan
    findings: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    calm_s: float = 0.0
    chaos_s: float = 0.0
    different: int = 0
    calm_ledger: Ledger = field(default_factory=Ledger)
    ledger: Ledger = field(default_factory=Ledger)
    attempts: Counter[int] = field(default_factory=Counter)
    stall_after: str = ""


def run(plan: Plan, say: Say) -> Outcome:
    """Raises NoEngine: the plan wants an engine that may be restarted, and there cannot be one here."""
    if not plan.engine:
        return _run(plan, None, say)
    engine = OwnEngine(plan.home)
    say("engine  one of its own, with copies of the images")
    with engine.running():
        return _run(plan, engine, say)


def _run(plan: Plan, engine: OwnEngine | None, say: Say) -> Outcome:
    outcome = Outcome(plan)
    rng = random.Random(plan.seed)
    empty_home(plan.home)
    write_challenges(plan.home / "challenges")
    site = Site(plan, plan.home / "challenges", engine)
    machine = Machine(site)
    with site.serving():
        mix = Mix(rng, runtimes=site.runtimes, sidecars=site.sidecars, small=plan.submissions < 500)
        calm = _calm(site, mix, outcome, say)
        too_long = {entry.work.name for entry in outcome.calm_ledger.entries if entry.graded_s > _LONGEST_S}
        mix.leave_out(too_long)
        say(f"        takes too long to grade to be sent again: {', '.join(sorted(too_long)) or 'none'}")
        works = mix.order(rng, plan.submissions)
        havoc = Havoc(site, random.Random(plan.seed), say)  # its own, for what takes too long may differ by run
        before = outcome.calm_ledger
        _chaos(site, works, havoc, outcome, say)
        _settle(site)
        outcome.findings += _account(site, calm, before, outcome)
    outcome.findings += machine.findings()
    return outcome


def _calm(site: Site, mix: Mix, outcome: Outcome, say: Say) -> account.Calm:
    """Each different work once."""
    different = mix.distinct()
    outcome.different = len(different)
    say(f"calm    {len(different)} different submissions, nothing broken")
    began = time.monotonic()
    ledger = _send(site, different, "calm")
    outcome.calm_s = time.monotonic() - began
    outcome.calm_ledger = ledger
    calm = account.Calm(ledger)
    outcome.findings += calm.findings(ledger)
    return calm


def _chaos(site: Site, works: list[Work], havoc: Havoc, outcome: Outcome, say: Say) -> None:
    say(f"chaos   {len(works)} submissions, {len(havoc.faults)} kinds of faults, seed {site.plan.seed}")
    began = time.monotonic()
    havoc.start()
    try:
        outcome.ledger = _send(site, works, "chaos", say, more=lambda: not havoc.dealt(), at_last=havoc.end)
    finally:
        havoc.end()
    outcome.chaos_s = time.monotonic() - began
    outcome.faults = havoc.counts
    outcome.findings += [f"the fault itself failed: {error}" for error in havoc.errors]
    outcome.findings += [f"never happened: {name}" for name in sorted(havoc.faults.keys() - havoc.counts.keys())]
    before = [name for at, name in havoc.log if at <= outcome.ledger.stalled_at + 2]
    outcome.stall_after = before[-1] if before else ""
    if outcome.ledger.longest_stall_s > _LONGEST_STALL_S:
        outcome.findings.append(f"stalled: nothing ended for {outcome.ledger.longest_stall_s:.0f} s")


def _send(
    site: Site,
    works: list[Work],
    name: str,
    say: Say | None = None,
    *,
    more: Callable[[], bool] = lambda: False,
    at_last: Callable[[], None] = lambda: None,
) -> Ledger:
    """All of ``works``, and from the beginning again while there must be ``more``."""
    orders = Orders(works, f"{name}-{site.plan.seed}", more)
    ledger = Ledger()
    clients = [Client(site.url, site.key, orders, ledger) for _ in range(site.plan.clients)]
    for client in clients:
        client.start()
    told = time.monotonic()
    while any(client.is_alive() for client in clients):
        time.sleep(0.2)
        if orders.all_taken and ledger.outstanding <= _LAST:
            at_last()
        if say and time.monotonic() - told > 20:
            told = time.monotonic()
            say(f"        {ledger.done} of {len(works)} finished")
    return ledger


def _settle(site: Site) -> None:
    """Until all parts are back, what was told to nobody is told, and messages that nobody needs are thrown away."""
    site.await_ready()
    deadline = time.monotonic() + _SETTLED_WITHIN_S
    with redis.Redis.from_url(site.redis_url) as client:
        while time.monotonic() < deadline:
            busy = client.exists("judge.interactive", "judge.batch", "judge:running", "judge:waiting:interactive")
            if not busy and not client.xlen("judge:outbox") and not client.keys("judge:short:*"):
                return
            time.sleep(0.5)


def _account(site: Site, calm: account.Calm, before: Ledger, outcome: Outcome) -> list[str]:
    ledger = outcome.ledger
    ask_once_more(site.url, site.key, ledger)
    store = site.store()
    everything = Ledger()
    everything.entries = [*before.entries, *ledger.entries]
    found = [*account.lost(ledger), *account.late(ledger)]
    found += [*account.doubled(everything, store), *account.changed(ledger, calm), *ledger.troubles]
    submissions = {submission for entry in everything.entries for submission in entry.ids}
    with redis.Redis.from_url(site.redis_url) as client:
        found += keys.unowned(client, submissions)
    store.close()
    outcome.attempts = Counter(entry.record["attempt"] for entry in ledger.entries if entry.record)
    return found
