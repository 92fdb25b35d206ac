"""A world in which a challenge got a second version, and the hand that carries a rejudge on."""

from typing import Any

from judge.domain.access import EVERYTHING, Caller, Reach, Role, Scope
from judge.domain.rejudge import Choice, Entry, Rejudge, RejudgeState
from judge.domain.report import Report
from judge.domain.submission import Purpose, State
from judge.service.catalogue import Catalogue
from judge.service.rejudges import NewRejudge
from judge.service.rejudging import Rejudging
from judge.service.submit import Request
from tests.fakes.world import RUNTIMES, World, package, right_report

ACME = Scope(Caller(role=Role.MANAGER, organisation="acme", subject="meg", name="Meg"), Reach.ORGANISATION)


class Staged:
    """Three submissions of version 1, and a version 2."""

    def __init__(self, submissions: int = 3) -> None:
        self.world = World()
        self.submissions = [self._submit() for _ in range(submissions)]
        for each in self.submissions:
            self.world.finish(each)
        self.world.store.packages.register("adder", package(extra=b"2"))
        self.step = self.a_step()

    def _submit(self) -> str:
        """Not over HTTP: whoever makes many worlds has no time for their routes."""
        request = Request(challenge="adder", runtime="python", files={"main.py": b"print(3)"})
        return self.world.cases.submit(request, EVERYTHING).view.submission.id

    def a_step(self, store: Any = None) -> Rejudging:
        catalogue = Catalogue(self.world.store.packages, RUNTIMES)
        return Rejudging(store or self.world.store, self.world.dispatch, catalogue)

    def begin(self, scope: Scope = EVERYTHING, version: int | None = None, **choice: Any) -> str:
        new = NewRejudge(challenge="adder", reason="a test was wrong", version=version, choice=Choice(**choice))
        return self.world.cases.rejudges.begin(new, scope).rejudge.id

    def rejudge(self, rejudge_id: str) -> Rejudge:
        return self.world.store.rejudges.get(rejudge_id)

    def state(self, rejudge_id: str) -> RejudgeState:
        return self.rejudge(rejudge_id).state

    def entries(self, rejudge_id: str) -> list[Entry]:
        """Oldest submission first."""
        return list(reversed(self.world.store.rejudge_entries.everything(rejudge_id)))

    def shadows(self) -> list[str]:
        rows = self.world.store.tables.rows.values()
        return [row.record.id for row in rows if row.record.purpose is Purpose.SHADOW]

    def grade_shadows(self, report: Report | None = None) -> None:
        """Play the worker for all shadows that wait."""
        for shadow in self.shadows():
            if self.world.store.submissions.get(shadow).state is State.QUEUED:
                self.world.finish(shadow, report or right_report())

    def ready(self, scope: Scope = EVERYTHING, **choice: Any) -> str:
        """The id of a rejudge that is graded."""
        rejudge_id = self.begin(scope, **choice)
        self.step()
        self.grade_shadows()
        self.step()
        assert self.state(rejudge_id) is RejudgeState.READY
        return rejudge_id

    def applied(self, scope: Scope = EVERYTHING, **choice: Any) -> str:
        rejudge_id = self.ready(scope, **choice)
        self.world.cases.rejudges.apply(rejudge_id, scope)
        self.step()
        assert self.state(rejudge_id) is RejudgeState.APPLIED
        return rejudge_id
