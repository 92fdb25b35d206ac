"""Two users of a file's tests that change neither; others are made where they are needed."""

import pytest
from accounts import account


@pytest.fixture(scope="module")
def ann(service):
    return account(service, name="Ann")


@pytest.fixture(scope="module")
def bob(service):
    return account(service, name="Bob")
