import pytest
from gateway import healed


@pytest.fixture(autouse=True)
def every_test_heals(healed):
    pass
