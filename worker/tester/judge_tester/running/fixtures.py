"""Fixtures made from the order: ``service``, and one for every sidecar and upstream by its name."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest


def fixtures(values: Mapping[str, Any]) -> ModuleType:
    """A plugin with a session fixture for each value; hyphens of a name become underscores."""
    # A module, because pytest looks for the fixtures of any other object in its class.
    plugin = ModuleType("judge_fixtures")
    for name, value in values.items():
        fixture = name.replace("-", "_")
        setattr(plugin, fixture, _fixture(fixture, value))
    return plugin


def _fixture(name: str, value: Any) -> Any:
    def give() -> Any:
        return value

    return pytest.fixture(scope="session", name=name)(give)
