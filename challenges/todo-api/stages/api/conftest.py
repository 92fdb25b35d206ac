"""Every test begins with an empty table."""

import pytest


@pytest.fixture(autouse=True)
def empty_table(db):
    db.execute("DELETE FROM todos")
