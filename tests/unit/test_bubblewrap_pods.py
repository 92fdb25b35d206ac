"""Pods in bubblewrap, before any process: what of them this machine can run, and the command that makes a box join."""

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from worker.images import TESTER
from worker.sandbox import embedded_parts
from worker.sandbox.bubblewrap_problem import Problem
from worker.sandbox.bubblewrap_walls import Walls, command
from worker.sandbox.embedded import Toolchain
from worker.sandbox.embedded_parts import find_parts
from worker.sandbox.embedded_python import Python, packages_folder
from worker.sandbox.embedded_stage import stage

USR = Path("/usr")
STAGE = Path("/stage")


@pytest.fixture
def python(tmp_path: Path) -> Python:
    """An interpreter whose folder for packages exists, with packages of the set-up for submissions."""
    site = tmp_path / "site-packages"
    site.mkdir()
    binary = USR / "bin/python3"
    made = tmp_path / "runtimes/python/3.11"
    return Python(executable=binary, real=binary, base=USR, version="3.11", site=site, sites=(site,), made=made)


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only system program there is, a Redis that calls itself 7.0."""
    program = tmp_path / "bin/redis-server"
    program.parent.mkdir()
    monkeypatch.setattr(embedded_parts, "SYSTEM_PATH", str(program.parent))
    return says(program, "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64")


def says(program: Path, text: str) -> Path:
    program.write_text(f"#!{sys.executable}\nprint({text!r})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def found(python: Python, home: Path, *kinds: str) -> dict[str, Toolchain | Problem]:
    return dict(find_parts(kinds, home=home, python=python, stage=STAGE))


def test_without_the_packages_of_the_setup_there_is_no_tester_and_the_fix_is_told(
    python: Python, tmp_path: Path
) -> None:
    tester = found(python, tmp_path)[TESTER]

    assert isinstance(tester, Problem)
    assert tester.fix.endswith(f"worker.sandbox.embedded_setup {tmp_path} tester")


def test_the_tester_has_its_own_packages_and_not_those_of_submissions(python: Python, tmp_path: Path) -> None:
    made = packages_folder(tmp_path, "3.11", TESTER)
    (made / "judge_tester").mkdir(parents=True)

    tester = found(python, tmp_path)[TESTER]

    assert isinstance(tester, Toolchain)
    place = str(python.site)
    assert tester.mounts == ((str(made), place), ("/stage/tester/judge_tester", f"{place}/judge_tester"))
    assert tester.hidden == ()


def test_a_server_that_is_installed_needs_no_image(python: Python, tmp_path: Path, redis: Path) -> None:
    sidecar = found(python, tmp_path, "redis")["redis"]

    assert isinstance(sidecar, Toolchain)
    assert sidecar.mounts == (("/stage/sidecars/redis", "/opt/sidecar"),)
    assert sidecar.hidden == (str(python.site),)


@pytest.mark.parametrize("words", ["Redis server v=6.2.7 sha=00000000:0", "what?"])
def test_a_server_too_old_for_the_sidecars_commands_is_none(
    python: Python, tmp_path: Path, redis: Path, words: str
) -> None:
    says(redis, words)

    assert found(python, tmp_path, "redis")["redis"] == Problem(
        "sidecar redis needs Docker, or redis-server 7.0 or later on this machine", "apt-get install redis-server"
    )


def test_a_server_that_is_not_installed_or_does_not_run_is_none(python: Python, tmp_path: Path, redis: Path) -> None:
    redis.write_bytes(b"\x7fELF nonsense")
    broken = found(python, tmp_path, "redis")["redis"]
    redis.unlink()
    missing = found(python, tmp_path, "redis")["redis"]

    assert isinstance(broken, Problem)
    assert broken == missing


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_a_sidecar_whose_data_is_in_its_image_needs_docker(python: Python, tmp_path: Path, kind: str) -> None:
    problem = found(python, tmp_path, kind)[kind]

    assert isinstance(problem, Problem)
    assert problem.message.startswith(f"sidecar {kind} needs Docker: ")
    assert "make images" in problem.fix


def test_the_tester_and_the_files_of_sidecars_are_staged_and_nothing_of_their_images(tmp_path: Path) -> None:
    place = stage(tmp_path, Path(sys.executable))

    assert (place / "tester/judge_tester/__main__.py").is_file()
    assert list((place / "tester/judge_tester/__pycache__").glob("preload.*.pyc"))
    names = {path.name for path in (place / "sidecars/redis").iterdir()}
    assert "redis.conf" in names
    assert not names & {"Dockerfile", "judge", "sidecar.yaml"}
    assert [path.name for path in (place / "sidecars").iterdir()] == ["redis"]


WALLS = Walls(
    stage=STAGE, interpreter=USR / "bin/python3", toolchain=Toolchain(), disk_mib=1, unshare=("--user", "--map-auto")
)


@pytest.fixture
def staged(tmp_path: Path) -> Walls:
    (tmp_path / "etc").mkdir()
    return replace(WALLS, stage=tmp_path)


def test_a_box_of_its_own_has_a_network_of_its_own(staged: Walls) -> None:
    words = command(staged, 3, 4)

    assert "--unshare-net" in words
    assert "nsenter" not in words
    assert words[words.index("unshare") + 1 :][:4] == ["--user", "--map-auto", "--mount", "--"]


def test_a_box_that_joins_shares_the_network_and_nothing_else(staged: Walls) -> None:
    words = command(replace(staged, join=("--user=/proc/1/fd/7", "--net=/proc/1/fd/8")), 3, 4)

    at = words.index("nsenter")
    assert words[at : at + 7] == [
        *("nsenter", "--user=/proc/1/fd/7", "--net=/proc/1/fd/8", "--"),
        *("unshare", "--mount", "--"),
    ]
    assert {f"--unshare-{kind}" for kind in ("pid", "ipc", "uts")} <= set(words)
    assert "--unshare-net" not in words
