"""One story for all tests of this stage, so that they wait once."""

import pytest
from story import tell


@pytest.fixture(scope="session")
def story(service):
    return tell(service)
