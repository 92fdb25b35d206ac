"""A world with webhooks, and the two steps of the conductor that tell them."""

from datetime import timedelta
from typing import Any

from judge.domain.access import EVERYTHING, Role
from judge.domain.webhooks import Delivery, Hook
from judge.service.bodies import Sources
from judge.service.courier import Courier, FanOut, Rules
from judge.service.webhooks import NewHook
from tests.fakes.world import World

URL = "https://receiver.example.com/hook"
BODY = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print('my code')"}}


class Office(World):
    """``run`` is one round, to the end of every lane; ``later`` lets time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.fan_out = FanOut(self.webhooks, Sources(self.store.submissions, "https://judge.example.com"))
        self.courier = self.a_courier()

    def a_courier(self, holder: str = "w1") -> Courier:
        rules = Rules(give_up_after=timedelta(days=5), roll=lambda: 0.5)
        return Courier(self.webhooks, self.store.turns, holder, rules)

    def run(self) -> None:
        self.fan_out()
        for lane in self.store.schedule.lanes(self.webhooks.now()):
            if lane != "sweep":
                self.courier.serve(lane)

    def hook(self, organisation: str = "acme", **more: Any) -> Hook:
        new = NewHook(organisation=organisation, url=URL, **{"events": ("submission.finished",), **more})
        return self.cases.webhooks.make(new, EVERYTHING)

    def ended(self, organisation: str = "acme") -> str:
        client = self.client_of(Role.CANDIDATE, organisation, "ann")
        submission = str(client.post("/api/v1/submissions", json=BODY).json["id"])
        self.finish(submission)
        return submission

    def delivery(self, hook: Hook) -> Delivery:
        (delivery,) = self.store.deliveries.everything(f"hook:{hook.id}")
        return delivery

    def later(self, by: timedelta) -> None:
        self.passed += by
