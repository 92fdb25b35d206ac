"""The factor of a server's quotas: it multiplies all that is a person's, leaves at least one, and 0 means none."""

import pytest

from judge.domain.access import Caller, Reach, Role, Scope
from judge.domain.errors import Busy
from judge.domain.quotas import QUOTAS
from judge.service.quotas import Quotas, What
from tests.fakes.rates import FakeRates

ANN = Scope(Caller(role=Role.CANDIDATE, organisation="acme", subject="ann"), Reach.OWN)
QUOTA = QUOTAS[Role.CANDIDATE]
MIB = 1024 * 1024


def open_until_refused(quotas: Quotas) -> int:
    """How many answers somebody may have open at once."""
    for number in range(QUOTA.listening * 3):
        try:
            quotas.listeners.enter(ANN)
        except Busy:
            return number
    raise AssertionError("there is no bound")


def test_a_factor_multiplies_every_quota_of_a_person_and_none_of_an_organisation() -> None:
    rates = FakeRates()
    quotas = Quotas(rates, 2.0, organisation_mib_per_day=7)
    for what in What:
        quotas.count(ANN, what)
    quotas.charge(ANN, 5)
    assert rates.counted == {
        ("submissions acme/ann", f"{2 * QUOTA.submissions_per_minute}/minute"): 1,
        ("trials acme/ann", f"{2 * QUOTA.trials_per_minute}/minute"): 1,
        ("tasks acme/ann", f"{2 * QUOTA.tasks_per_minute}/minute"): 1,
        ("bytes acme/ann", f"{2 * QUOTA.mib_per_hour * MIB}/hour"): 5,
        ("organisation acme", f"{7 * MIB}/day"): 5,
    }
    assert [bound.limit for bound in quotas.bounds(ANN)] == [2 * QUOTA.pending]
    assert open_until_refused(quotas) == 2 * QUOTA.listening


def test_a_factor_however_small_leaves_one_of_everything() -> None:
    quotas = Quotas(FakeRates(), 0.0001)
    quotas.count(ANN, What.SUBMISSIONS)
    with pytest.raises(Busy):
        quotas.count(ANN, What.SUBMISSIONS)
    assert [bound.limit for bound in quotas.bounds(ANN)] == [1]
    assert open_until_refused(quotas) == 1


def test_without_quotas_nothing_is_counted() -> None:
    rates = FakeRates()
    quotas = Quotas(rates, 0)
    quotas.spend(ANN, What.SUBMISSIONS, 100 * MIB)
    assert (quotas.bounds(ANN), rates.counted) == ((), {})


def test_the_pending_of_namesakes_are_counted_apart() -> None:
    other = Scope(Caller(role=Role.CANDIDATE, organisation="other", subject="ann"), Reach.OWN)
    quotas = Quotas(FakeRates())
    assert {each.index for each in quotas.bounds(ANN)}.isdisjoint(each.index for each in quotas.bounds(other))


def test_what_has_no_bytes_counts_as_one() -> None:
    rates = FakeRates()
    Quotas(rates).charge(ANN, 0)
    assert set(rates.counted.values()) == {1}


def test_nobody_is_told_to_come_back_too_early() -> None:
    class Nearly:
        def hit(self, _name: str, _rate: str, _cost: int = 1) -> float:
            return 0.2

    with pytest.raises(Busy) as refused:
        Quotas(Nearly()).count(ANN, What.SUBMISSIONS)
    assert refused.value.retry_after_s == 1
