"""The outbox and the schedule in memory, and a receiver of webhooks that answers what it is told to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from judge.domain.webhooks import News
from judge.service.outgoing import Answer, Message
from tests.fakes.tables import Tables


class FakeOutbox:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, news: News) -> None:
        self._tables.put_news(news)

    def read(self, limit: int) -> list[News]:
        return self._tables.news[:limit]

    def done(self, news: Sequence[News]) -> None:
        struck = {each.id for each in news}
        self._tables.news[:] = [each for each in self._tables.news if each.id not in struck]


class FakeSchedule:
    def __init__(self) -> None:
        self._lanes: dict[str, dict[str, datetime]] = defaultdict(dict)

    def put(self, lane: str, thing: str, at: datetime) -> None:
        self._lanes[lane][thing] = at

    def drop(self, lane: str, thing: str) -> None:
        self._lanes[lane].pop(thing, None)

    def lanes(self, now: datetime) -> list[str]:
        first = {lane: min(things.values()) for lane, things in self._lanes.items() if things}
        return sorted((lane for lane, at in first.items() if at <= now), key=lambda lane: (first[lane], lane))

    def due(self, lane: str, now: datetime, limit: int = 1) -> list[str]:
        things = self._lanes[lane]
        return sorted((each for each, at in things.items() if at <= now), key=lambda each: (things[each], each))[:limit]


class FakePost:
    """``answers`` are given in turn; after the last one, 200."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.answers: list[Answer] = []

    def check(self, url: str) -> str:
        return "" if url.startswith("https://") else "must begin with https://"

    def send(self, message: Message) -> Answer:
        self.sent.append(message)
        return self.answers.pop(0) if self.answers else Answer(200)
