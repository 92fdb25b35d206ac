"""How much one subject may send, by role. An admin, who runs the server, may send anything."""

from dataclasses import dataclass

from judge.domain.access import Role

CODE = "quota_exceeded"
PENDING_RETRY_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """``pending`` are those that are queued or running at once; ``listening`` are waits and event streams at once;
    ``trials`` are runs that do not count.

    ``tasks`` are what else makes the judge work or send: a rejudge, a webhook's test, a message once more.
    """

    submissions_per_minute: int
    trials_per_minute: int
    pending: int
    listening: int
    mib_per_hour: int
    tasks_per_minute: int = 60


QUOTAS: dict[Role, Quota] = {
    Role.CANDIDATE: Quota(submissions_per_minute=30, trials_per_minute=60, pending=10, listening=20, mib_per_hour=64),
    Role.CI: Quota(submissions_per_minute=120, trials_per_minute=60, pending=200, listening=200, mib_per_hour=1024),
    Role.MANAGER: Quota(
        submissions_per_minute=600, trials_per_minute=300, pending=2000, listening=200, mib_per_hour=4096
    ),
}
