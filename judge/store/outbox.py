"""What is to be told, and what is due when: streams and sorted sets."""

from collections.abc import Sequence
from datetime import datetime

from judge.domain.webhooks import News
from judge.store.codec import decode_time
from judge.store.connection import Connection
from judge.store.keys import Key

_OURS = ("happening", "organisation", "at")


class RedisOutbox:
    """``judge.service.outgoing.Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, news: News) -> None:
        facts = [part for fact in news.facts.items() for part in fact]
        fixed = ("happening", news.happening, "organisation", news.organisation, "at", _ms(news.at))
        self._connection.command("XADD", Key.OUTBOX, "*", *fixed, *facts)

    def read(self, limit: int) -> list[News]:
        found = self._connection.command("XRANGE", Key.OUTBOX, "-", "+", "COUNT", limit)
        return [_news(news_id.decode(), fields) for news_id, fields in found]

    def done(self, news: Sequence[News]) -> None:
        if news:
            self._connection.command("XDEL", Key.OUTBOX, *(each.id for each in news))


class RedisSchedule:
    """``judge.service.outgoing.Schedule``; ``name`` keeps several apart."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def put(self, lane: str, thing: str, at: datetime) -> None:
        self._connection.script("due", self._name, lane, thing, _ms(at), even_full=True)

    def drop(self, lane: str, thing: str) -> None:
        self._connection.script("due", self._name, lane, thing, "", even_full=True)

    def lanes(self, now: datetime) -> list[str]:
        return self._until(Key.LANES + self._name, now, -1)

    def due(self, lane: str, now: datetime, limit: int = 1) -> list[str]:
        return self._until(f"{Key.LANE}{self._name}:{lane}", now, limit)

    def _until(self, key: str, now: datetime, limit: int) -> list[str]:
        found = self._connection.command("ZRANGE", key, "-inf", _ms(now), "BYSCORE", "LIMIT", 0, limit)
        return [each.decode() for each in found]


def _news(news_id: str, fields: dict[bytes, bytes]) -> News:
    facts = {name.decode(): text.decode() for name, text in fields.items()}
    return News(
        id=news_id,
        happening=facts["happening"],
        organisation=facts["organisation"],
        at=decode_time(facts["at"]),
        facts={name: text for name, text in facts.items() if name not in _OURS},
    )


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
