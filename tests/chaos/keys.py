"""Every key in Redis after a run, and who owns it. A key that nobody owns was left behind."""

import re
from collections.abc import Callable, Iterator, Mapping

import redis

from judge.store.keys import Key

Client = redis.Redis


def ends_by_itself(client: Client, name: str) -> str:
    return "" if client.ttl(name) >= 0 else "has no time to live"


def settled(client: Client, name: str) -> str:
    return ""


def is_empty(client: Client, name: str) -> str:
    kind = client.type(name).decode()
    count = {"list": client.llen, "zset": client.zcard, "set": client.scard, "stream": client.xlen, "hash": client.hlen}
    size = count[kind](name)
    return f"still has {size}: {_some(client, kind, name)}" if size else ""


def is_gone(client: Client, name: str) -> str:
    return "should not be there any more"


def _some(client: Client, kind: str, name: str) -> object:
    match kind:
        case "zset":
            return client.zrange(name, 0, 2)
        case "hash":
            return dict(list(client.hgetall(name).items())[:3])
        case "list":
            return client.lrange(name, 0, 1)
        case _:
            return ""


Rule = Callable[[Client, str], str]


def unowned(client: Client, submissions: set[str]) -> Iterator[str]:
    """What is wrong with which key; ``submissions`` are those that there should be."""

    def of_submission(client: Client, name: str) -> str:
        return "" if name.rpartition(":")[2] in submissions else "belongs to no submission of this run"

    def idempotency(client: Client, name: str) -> str:
        kept = client.get(name)
        return "" if kept is None or kept.split()[-1].decode() in submissions else "belongs to no submission"

    def members(client: Client, name: str) -> str:
        strangers = {each.decode() for each in client.zrange(name, 0, -1)} - submissions
        return f"has {sorted(strangers)[:3]}, which are no submissions of this run" if strangers else ""

    rules: Mapping[str, Rule] = {
        re.escape(Key.SUBMISSION) + ".+": of_submission,
        re.escape(Key.EVENTS) + ".+": of_submission,
        re.escape(Key.IDEMPOTENCY) + ".+": idempotency,
        f"{Key.WAITING}.+|{Key.LINE}.+|{Key.LINES}.+|{Key.RUNNING}|{Key.SHORT}.+": is_gone,
        f"{Key.CELERY}interactive|{Key.CELERY}batch|unacked.*": is_gone,
        f"{Key.SHARE}.+": is_empty,
        f"{Key.INDEX}state:(queued|running)|{Key.INDEX}(pending|again):.*": is_gone,
        f"{Key.INDEX}.+|{Key.EXPIRY}": members,
        f"{Key.CLAIM}.+|{Key.HEARD}.+|{Key.TURN}.+|judge:rates.*|LIMITS.*": ends_by_itself,
        f"{Key.CLOCK}.+|{Key.USUAL}|{Key.SITE}|{Key.TIME}|{Key.USES}|{Key.AUDIT}": settled,
        f"{Key.LATEST}|{Key.OWNERS}|{Key.FOLDERS}|({Key.VERSIONS}|{Key.LIVE}|{Key.PACKAGE}|{Key.TESTS}).+": settled,
        f"({Key.THING}|{Key.SHELF})(key|version):.+": settled,
        f"{Key.OUTBOX}|{Key.LANES}.+|{Key.LANE}.+": is_empty,
        f"{Key.WORKERS}": settled,
        r"_kombu\.binding.*": settled,
    }
    for raw in sorted(client.scan_iter(count=1000)):
        name = raw.decode()
        rule = next((rule for pattern, rule in rules.items() if re.fullmatch(pattern, name)), None)
        if rule is None:
            yield f"left over: the key {name} ({client.type(name).decode()}) has no owner"
        elif client.exists(name) and (problem := rule(client, name)):
            yield f"left over: the key {name} {problem}"
