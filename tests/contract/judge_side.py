"""The API's side of a real store and queue, for tests with real workers and no HTTP."""

from dataclasses import replace

from judge.config import Settings
from judge.domain.events import StateChanged
from judge.domain.submission import State, Submission
from judge.domain.verdict import Verdict
from judge.queue import open_dispatch
from judge.store.store import Store, open_store
from tests.contract.samples import new


class Judge:
    """The API's side."""

    def __init__(self, redis_url: str) -> None:
        self.settings = Settings(redis_url=redis_url)
        self.store: Store = open_store(self.settings)
        self._dispatch = open_dispatch(self.settings)

    def submit(self, *, owner: str = "", **orders: float) -> Submission:
        """``orders`` are those of ``tests.fake_worker``."""
        files = {name: str(value).encode() for name, value in orders.items()}
        record = self.store.submissions.create(replace(new(owner=owner), files=files)).submission
        self._dispatch.send(record)
        return record

    def finished(self) -> int:
        return self.store.submissions.counts()[State.FINISHED]

    def ends(self, record: Submission) -> list[StateChanged]:
        events = (event for _, event in self.store.events.read(record.id))
        return [event for event in events if isinstance(event, StateChanged) and event.state is State.FINISHED]

    def assert_each_has_one_report(self, records: list[Submission]) -> None:
        for record in records:
            now = self.store.submissions.get(record.id)
            report = self.store.submissions.report(record.id)
            assert (now.state, report.verdict) == (State.FINISHED, Verdict.ACCEPTED)
            assert report.message == f"attempt {now.attempt}", "the report is that of the attempt that holds the record"
            assert self.ends(record) == [
                StateChanged(state=State.FINISHED, attempt=now.attempt, verdict=Verdict.ACCEPTED)
            ]
