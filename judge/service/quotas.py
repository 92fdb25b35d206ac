"""Whether somebody may send more now: rates and bounds by role, counted for each subject by all processes together."""

import math
from enum import StrEnum

from judge.domain.access import Scope
from judge.domain.errors import Busy
from judge.domain.quotas import CODE, PENDING_RETRY_S, QUOTAS, Quota
from judge.domain.submission import pending_list
from judge.service.listeners import Listeners
from judge.service.ports import Bound, Rates

_MIB = 1024 * 1024


class What(StrEnum):
    SUBMISSIONS = "submissions"
    TRIALS = "trials"
    TASKS = "tasks"


class Quotas:
    """``factor`` multiplies every quota of a person; 0 means that there are none, for organisations neither."""

    def __init__(self, rates: Rates, factor: float = 1.0, organisation_mib_per_day: int = 4096) -> None:
        self._rates = rates
        self._organisation_mib = organisation_mib_per_day
        self._factor = factor
        self.listeners = Listeners(factor)

    def spend(self, scope: Scope, what: What, size_bytes: int) -> None:
        """Count one more, of this size. Raises Busy when it is too many, or too much."""
        self.count(scope, what)
        self.charge(scope, size_bytes)

    def count(self, scope: Scope, what: What) -> None:
        """Count one more, before it is known how large it is. Raises Busy when it is too many."""
        if quota := self._of(scope):
            each = {
                What.SUBMISSIONS: quota.submissions_per_minute,
                What.TRIALS: quota.trials_per_minute,
                What.TASKS: quota.tasks_per_minute,
            }[what]
            self._hit(f"{what} {_who(scope)}", f"{self._times(each)}/minute", 1, f"{what} a minute")

    def charge(self, scope: Scope, size_bytes: int) -> None:
        """Count so many bytes more, of the person and of the organisation. Raises Busy when it is too much."""
        quota = self._of(scope)
        if quota is None:
            return
        mib = self._times(quota.mib_per_hour)
        self._hit(f"bytes {_who(scope)}", f"{mib * _MIB}/hour", max(1, size_bytes), "bytes an hour")
        if scope.caller.organisation:
            name, rate = f"organisation {scope.caller.organisation}", f"{self._organisation_mib * _MIB}/day"
            self._hit(name, rate, max(1, size_bytes), "bytes a day, all of your organisation together")

    def spend_task(self, scope: Scope) -> None:
        """Count one more of what else makes the judge work or send. Raises Busy when it is too many."""
        self.spend(scope, What.TASKS, 0)

    def bounds(self, scope: Scope) -> tuple[Bound, ...]:
        """What is checked in the same step in which a submission is stored."""
        quota, caller = self._of(scope), scope.caller
        if quota is None:
            return ()
        return (
            Bound(index=pending_list(caller.organisation, caller.subject), limit=self._times(quota.pending), code=CODE),
        )

    def _of(self, scope: Scope) -> Quota | None:
        return QUOTAS.get(scope.caller.role) if self._factor and scope.caller.subject else None

    def _times(self, number: int) -> int:
        return max(1, round(number * self._factor))

    def _hit(self, name: str, rate: str, cost: int, unit: str) -> None:
        wait_s = self._rates.hit(name, rate, cost)
        if wait_s > 0:
            most = rate.partition("/")[0]
            raise Busy(f"You may send {most} {unit}; try again later.", code=CODE, retry_after_s=math.ceil(wait_s))


def _who(scope: Scope) -> str:
    """Two organisations may each have an ada."""
    return f"{scope.caller.organisation}/{scope.caller.subject}"


def pending() -> Busy:
    """For a bound that was reached."""
    return Busy(
        "You have as many submissions queued or running as you may; wait for one of them.",
        code=CODE,
        retry_after_s=PENDING_RETRY_S,
    )
