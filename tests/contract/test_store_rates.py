import pytest

from judge.domain.errors import Unavailable
from judge.store.rates import RedisRates
from tests.redis_server import free_port

pytestmark = pytest.mark.redis


def test_a_rate_is_counted_by_name_and_says_when_to_come_back(redis_url):
    rates = RedisRates(redis_url)
    assert [rates.hit("ann", "2/minute") for _ in range(2)] == [0, 0]
    assert 1 <= rates.hit("ann", "2/minute") <= 60
    assert rates.hit("bob", "2/minute") == 0
    assert RedisRates(redis_url).hit("ann", "2/minute") >= 1, "all processes count together"


def test_a_cost_counts_as_so_many(redis_url):
    rates = RedisRates(redis_url)
    assert rates.hit("bytes ann", "100/hour", cost=90) == 0
    assert rates.hit("bytes ann", "100/hour", cost=20) >= 1
    assert rates.hit("bytes ann", "100/hour", cost=10) == 0


def test_a_redis_that_is_away_is_unavailable():
    with pytest.raises(Unavailable):
        RedisRates(f"redis://127.0.0.1:{free_port()}/0").hit("ann", "2/minute")
