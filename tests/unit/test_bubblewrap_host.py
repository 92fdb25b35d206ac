"""What a machine must have for bubblewrap boxes: user ids, slots, interpreters, and words for what is missing."""

import multiprocessing
import os
import pwd
import shutil
from pathlib import Path

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.runtimes import Runtime
from worker.sandbox import bubblewrap_probe, embedded_places
from worker.sandbox.bubblewrap_problem import Unfit
from worker.sandbox.bubblewrap_slots import Slots
from worker.sandbox.bubblewrap_users import find_users
from worker.sandbox.embedded import find_toolchain
from worker.sandbox.embedded_python import Python

EVERYBODY = "         0          0 4294967295\n"


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> str:
    """This process is not root, has newuidmap, and is called by this name."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: type("Entry", (), {"pw_name": "ann"}))
    monkeypatch.setattr(shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    return "ann"


def uid_map(folder: Path, text: str) -> Path:
    (folder / "uid_map").write_text(text)
    return folder / "uid_map"


def test_root_takes_a_high_range_that_no_account_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    users = find_users(tmp_path, uid_map(tmp_path, EVERYBODY))

    assert (users.first_of(0), users.first_of(1), users.unshare) == (800_000_000, 800_004_096, ())
    assert users.first_of(users.slots) < 2**31


def test_root_of_a_container_with_few_ids_stays_within_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    users = find_users(tmp_path, uid_map(tmp_path, "0 100000 65536\n"))

    assert users.first >= 1024
    assert users.first_of(users.slots) <= 65534


def test_a_user_gets_the_range_that_the_system_gave_them(tmp_path: Path, somebody: str) -> None:
    for name in ("subuid", "subgid"):
        (tmp_path / name).write_text(f"bob:100000:10\n{somebody}:165536:65536\n")

    users = find_users(tmp_path)

    assert users.unshare == ("--user", "--map-root-user", "--map-auto")
    assert users.first_of(users.slots) <= 65534


def test_a_user_without_a_range_is_told_the_command_that_gives_one(tmp_path: Path, somebody: str) -> None:
    with pytest.raises(Unfit, match=f"usermod --add-subuids .* --add-subgids .* {somebody}"):
        find_users(tmp_path)


def test_a_user_without_newuidmap_is_told_its_package(
    tmp_path: Path, somebody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)

    with pytest.raises(Unfit, match="apt-get install uidmap"):
        find_users(tmp_path)


def test_a_claimed_slot_is_nobody_elses_until_it_is_released(tmp_path: Path) -> None:
    slots = Slots(2, owner=str(tmp_path))
    first, second = slots.claim(), slots.claim()

    assert {first.number, second.number} == {0, 1}
    with pytest.raises(SandboxUnavailable, match="no free slot"):
        Slots(2, owner=str(tmp_path)).claim()
    first.release()
    assert slots.claim().number == first.number


def _claim_and_die(owner: str) -> None:
    slot = Slots(1, owner).claim()
    os._exit(9 + slot.number)


def test_a_slot_is_free_again_when_its_process_has_died(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_claim_and_die, args=(str(tmp_path),))
    process.start()
    process.join()

    assert process.exitcode == 9
    assert Slots(1, str(tmp_path)).claim().number == 0


def system_python() -> Python:
    usr = Path("/usr")
    binary = usr / "bin/python3"
    return Python(executable=binary, real=binary, base=usr, version="3.11", site=usr / "lib", sites=(), made=None)


def runtime(*embedded: str, name: str = "tool") -> Runtime:
    return Runtime(name=name, title="", main="main", extensions=(), run=("x",), embedded=embedded)


def install(place: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "bin").mkdir(parents=True)
    (place / "bin" / program).write_text("#!/bin/sh\n")
    (place / "bin" / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{place / 'bin'}")


def test_a_program_of_a_version_manager_is_mounted_with_its_own_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_places, "_OF_THE_BOX", ())
    install(tmp_path / "versions/20.1", "languagetool-x", monkeypatch)

    toolchain = find_toolchain(runtime("languagetool-x"), tmp_path / "home", system_python())

    assert toolchain is not None
    place = str(tmp_path / "versions/20.1")
    assert toolchain.mounts == ((place, place),)
    assert toolchain.path.split(":")[:2] == ["/usr/bin", f"{place}/bin"]


def test_a_program_in_a_home_folder_does_not_bring_the_home_folder_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home/ann"))
    install(tmp_path / "home/ann", "languagetool-x", monkeypatch)

    assert find_toolchain(runtime("languagetool-x"), tmp_path / "judge", system_python()) is None


def test_nothing_is_mounted_where_the_box_has_its_own_folders() -> None:
    assert not embedded_places.may_be_mounted(Path("/tmp"))
    assert not embedded_places.may_be_mounted(Path("/proc/self"))
    assert embedded_places.may_be_mounted(Path("/usr/lib"))


def test_a_runtime_whose_program_is_missing_is_not_offered(tmp_path: Path) -> None:
    assert find_toolchain(runtime("no-such-program-anywhere"), tmp_path, system_python()) is None


def test_what_the_setup_made_for_a_runtime_lands_where_its_image_has_it(tmp_path: Path) -> None:
    without = find_toolchain(runtime("sh", name="go"), tmp_path, system_python())
    (tmp_path / "runtimes/go/cache").mkdir(parents=True)
    with_cache = find_toolchain(runtime("sh", name="go"), tmp_path, system_python())

    assert without is not None
    assert with_cache is not None
    assert (without.mounts, without.env) == ((), {"GOCACHE": "/box/tmp/go-cache"})
    assert (with_cache.mounts, with_cache.env) == (((f"{tmp_path}/runtimes/go/cache", "/opt/go-cache"),), {})


def test_a_forbidden_user_namespace_is_explained_by_the_switch_that_forbids_it(tmp_path: Path, somebody: str) -> None:
    (tmp_path / "kernel").mkdir()
    (tmp_path / "kernel/apparmor_restrict_unprivileged_userns").write_text("1\n")

    problem = bubblewrap_probe.explain("unshare: Operation not permitted", tmp_path)

    assert problem.fix.startswith("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0")


def test_a_container_that_may_not_mount_is_told_so(tmp_path: Path) -> None:
    problem = bubblewrap_probe.explain("unshare: Operation not permitted", tmp_path)

    assert "--privileged" in problem.fix
