import json
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from judge.config import SandboxChoice, Settings
from judge.runtimes import load_catalogue
from worker.doctor import examine
from worker.doctor.__main__ import shown
from worker.doctor.bubblewrap import check_bubblewrap, check_interpreters
from worker.doctor.commands import Answer, ask
from worker.doctor.engine import EngineNeeds, check_engine
from worker.doctor.finding import State, apt, found, missing
from worker.doctor.machine import check_disk, check_port, check_redis
from worker.sandbox.bubblewrap_probe import Diagnosis
from worker.sandbox.bubblewrap_problem import Problem

ANYTHING = EngineNeeds(engine=False, runsc=False, runtimes=("python", "node"))
DOCKER_ONLY = EngineNeeds(engine=True, runsc=True, runtimes=("python", "node"))
INFO = {"ServerVersion": "20.10.24", "CgroupVersion": "1", "Runtimes": {"runc": {}, "runsc": {}}}
NOT_INSTALLED = Answer(False, "docker is not installed")


class Engine:
    """Answers as the docker command line does."""

    def __init__(self, info: Answer, images: Sequence[str] = ()) -> None:
        self._info = info
        self._images = images

    def __call__(self, argv: Sequence[str]) -> Answer:
        if argv[1] == "info":
            return self._info
        return Answer(True, "abc123" if any(f"judge-runtime-{name}:" in argv[-1] for name in self._images) else "")


def _engine(info: Mapping[str, object], *images: str) -> Engine:
    return Engine(Answer(True, json.dumps(info)), images)


def test_a_whole_engine_has_nothing_to_fix() -> None:
    findings = check_engine(_engine(INFO, "python", "node"), DOCKER_ONLY)

    assert [finding.state for finding in findings] == [State.OK] * 3
    assert not any(finding.fix for finding in findings)


@pytest.mark.parametrize(
    ("needs", "state"), [(ANYTHING, State.ADVICE), (DOCKER_ONLY, State.MISSING)], ids=["auto", "docker"]
)
def test_a_missing_engine_matters_only_where_nothing_else_will_do(needs: EngineNeeds, state: State) -> None:
    (finding,) = check_engine(Engine(NOT_INSTALLED), needs)

    assert finding.state is state
    assert finding.fix == f"{apt('docker.io')} && scripts/engine.py"


def test_an_engine_that_is_installed_and_does_not_run_is_only_started() -> None:
    stopped = {"ServerErrors": ["Cannot connect to the Docker daemon at unix:///var/run/docker.sock."]}

    (finding,) = check_engine(_engine(stopped), DOCKER_ONLY)

    assert "Cannot connect" in finding.detail
    assert finding.fix == "scripts/engine.py"


def test_an_engine_that_fails_when_asked_for_an_image_does_not_have_it() -> None:
    def fails(argv: Sequence[str]) -> Answer:
        return Answer(True, json.dumps(INFO)) if argv[1] == "info" else Answer(False, "docker did not answer")

    finding = check_engine(fails, DOCKER_ONLY)[2]

    assert finding.detail == "not built for python, node"


@pytest.mark.parametrize("choice", [SandboxChoice.DOCKER, SandboxChoice.AUTO])
def test_without_an_engine_nothing_is_said_of_its_images(
    choice: SandboxChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examine, "ask", Engine(NOT_INSTALLED))
    monkeypatch.setattr(examine, "diagnose", lambda *_: Diagnosis(version="bwrap 0.8.0"))

    findings = examine.examine(Settings(sandbox=choice, home=tmp_path), load_catalogue(), redis_named=True)

    assert not [finding for finding in findings if finding.name in ("images", "services")]


@pytest.mark.parametrize(
    ("needs", "state"), [(ANYTHING, State.ADVICE), (DOCKER_ONLY, State.MISSING)], ids=["runc", "runsc"]
)
def test_gvisor_matters_only_where_it_is_asked_for(needs: EngineNeeds, state: State) -> None:
    findings = check_engine(_engine({**INFO, "Runtimes": {"runc": {}}}, "python", "node"), needs)

    assert findings[1].state is state
    assert findings[1].fix.startswith("apt-get install")


@pytest.mark.parametrize(
    ("images", "state"), [(("python",), State.ADVICE), ((), State.MISSING)], ids=["one of two", "none"]
)
def test_some_images_are_enough_to_start_and_none_is_not(images: tuple[str, ...], state: State) -> None:
    finding = check_engine(_engine(INFO, *images), DOCKER_ONLY)[2]

    assert finding.state is state
    assert "node" in finding.detail
    assert finding.fix == "make images"


@pytest.mark.parametrize(("needed", "state"), [(True, State.MISSING), (False, State.ADVICE)], ids=["alone", "beside"])
def test_boxes_that_do_not_work_matter_only_where_there_is_no_engine(needed: bool, state: State) -> None:
    diagnosis = Diagnosis(problem=Problem("namespaces are forbidden", "sysctl -w allow=1"))

    (finding,) = check_bubblewrap(diagnosis, needed=needed)

    assert finding.state is state
    assert finding.fix == "sysctl -w allow=1"


def test_boxes_that_could_be_stronger_are_well_with_advice() -> None:
    diagnosis = Diagnosis(version="bwrap 0.8.0", enforced=("cpu",), advice=(Problem("no control group", "be root"),))

    findings = check_bubblewrap(diagnosis, needed=True)

    assert [finding.state for finding in findings] == [State.OK, State.ADVICE]
    assert "holds cpu" in findings[0].detail


def test_a_runtime_without_its_interpreter_names_the_package_once() -> None:
    findings = check_interpreters(
        load_catalogue(), lambda program: None if "java" in program else f"/usr/bin/{program}"
    )

    fixes = {finding.name: finding.fix for finding in findings if finding.fix}
    assert fixes == {"java here": apt("openjdk-17-jdk-headless")}


@pytest.mark.parametrize(
    ("program", "named", "state"),
    [("/usr/bin/redis-server", False, State.OK), (None, True, State.OK), (None, False, State.MISSING)],
)
def test_a_redis_is_here_or_named_or_missing(program: str | None, named: bool, state: State) -> None:
    assert check_redis(lambda _: program, named=named).state is state


def test_a_taken_port_is_found_out_and_a_free_one_is_not_complained_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert check_port("127.0.0.1", port).state is State.MISSING

    assert check_port("127.0.0.1", port).state is State.OK
    assert check_port("127.0.0.1", 0).state is State.OK


def test_disk_space_is_looked_for_where_the_folder_will_be(tmp_path: Path) -> None:
    assert str(tmp_path) in check_disk(tmp_path / "not" / "there" / "yet").detail


def test_a_program_that_is_missing_or_fails_is_an_answer() -> None:
    assert ask(["no-such-program-here"]) == Answer(False, "no-such-program-here is not installed")
    assert ask(["ls", "/no/such/folder"]).ok is False
    assert ask(["true"]) == Answer(True, "")


def test_a_finding_shows_its_fix_below_and_only_if_it_has_one() -> None:
    assert shown(found("redis", "here")) == "ok      redis         here"
    assert shown(missing("redis", "gone", "get one")).splitlines()[1].strip() == "fix: get one"
