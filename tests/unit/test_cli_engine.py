"""``scripts/engine.py``: what it does to the configuration of an engine that is not the judge's own."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from judge.config import CHECKOUT


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("engine", CHECKOUT / "scripts" / "engine.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "CONFIGURATION", tmp_path / "docker" / "daemon.json")
    monkeypatch.setattr(module, "PID_FILE", tmp_path / "docker.pid")
    return module


def test_gvisor_is_registered_where_nothing_was_configured(engine: ModuleType) -> None:
    engine.register("/usr/bin/runsc")

    written = json.loads(engine.CONFIGURATION.read_text())
    assert written["runtimes"]["runsc"]["path"] == "/usr/bin/runsc"
    assert "--network=none" in written["runtimes"]["runsc"]["runtimeArgs"]


def test_what_others_configured_stays(engine: ModuleType) -> None:
    engine.CONFIGURATION.parent.mkdir()
    before = {"data-root": "/srv/docker", "runtimes": {"kata": {"path": "/usr/bin/kata"}, "runsc": {"path": "/mine"}}}
    engine.CONFIGURATION.write_text(json.dumps(before))

    engine.register("/usr/bin/runsc")

    assert json.loads(engine.CONFIGURATION.read_text()) == before


def test_an_engine_whose_process_is_unknown_is_left_alone_with_a_word_on_what_to_do(engine: ModuleType) -> None:
    with pytest.raises(engine.NoEngine, match="kill -HUP"):
        engine.reload()


def test_a_missing_docker_command_is_no_engine(
    engine: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert engine.engine_runtimes() is None
