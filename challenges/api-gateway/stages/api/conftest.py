import time

import httpx
import pytest
from gateway import get


@pytest.fixture
def healed(service, catalog):
    """Afterwards the circuit is closed, and no failure counts any more, whatever the test has done."""
    yield
    catalog.on("GET", "/heal").reply(200)
    deadline = time.monotonic() + 1.5
    try:
        while get(service, "/catalog/heal").status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.05)
    except httpx.HTTPError:
        pass
