from dataclasses import replace
from pathlib import Path
from typing import Never

import pytest

from judge.domain.access import EVERYTHING, SHARED, Role
from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName
from judge.service.cases import Cases
from tests.fakes.world import World, package
from tests.unit.service_sample import service_package


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def away(*_: object) -> Never:
    raise Unavailable("Redis: connection refused")


def test_without_a_worker_nothing_is_ready() -> None:
    found = World().cases.readiness()
    assert not found.ready
    assert found.missing == ("workers: no worker is running",)


def test_a_queue_that_nobody_serves_is_missing() -> None:
    world = World()
    world.start_worker("python", queues=(QueueName.INTERACTIVE,))
    assert world.cases.readiness().missing == ("workers: none serves the batch queue",)


def test_runtimes_without_a_worker_are_named() -> None:
    world = World()
    world.start_worker("python")
    found = world.cases.readiness()
    assert found.ready
    assert found.runtimes_without_worker == ("java", "node")
    assert "no worker offers java; submissions in it will wait" in found.warnings


def test_a_store_that_is_away_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    monkeypatch.setattr(world.store.workers, "live", away)
    assert world.cases.readiness().missing == ("redis: Redis: connection refused",)
    assert world.cases.census() is None


def test_broken_packages_are_warnings_and_the_good_ones_are_registered(tmp_path: Path) -> None:
    world = World()
    write(tmp_path / "good", package("good"))
    write(tmp_path / "bad", {**package("bad"), "challenge.yaml": b"format: 1\nid: bad\n"})
    write(tmp_path / "notes", {"readme.md": b"no package"})
    cases = Cases(replace(world.parts, folders=(tmp_path,)))
    cases.registration.try_once()
    world.start_worker("python", "node", "java")
    found = cases.readiness()
    assert found.ready
    (warning,) = found.warnings
    assert warning.startswith("challenge package bad is broken: ")
    assert [published.challenge.id for published in cases.challenges.all(EVERYTHING)] == ["adder", "good", "other"]


def test_a_folder_may_be_a_package_itself(tmp_path: Path) -> None:
    write(tmp_path / "single", package("single"))
    cases = Cases(replace(World().parts, folders=(tmp_path / "single",)))
    cases.registration.try_once()
    assert cases.registration.broken == ()
    assert cases.challenges.current("single", EVERYTHING).version.number == 1


def test_a_folder_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    world = World()
    world.start_worker("python", "node", "java")
    cases = Cases(replace(world.parts, folders=(tmp_path / "mispelt",)))
    assert "no such folder" in cases.readiness().warnings[0]


def test_of_two_packages_with_one_id_the_first_is_taken(tmp_path: Path) -> None:
    write(tmp_path / "a" / "twin", package("twin"))
    write(tmp_path / "b" / "twin", package("twin", **{"statement.md": b"# Second\n"}))
    cases = Cases(replace(World().parts, folders=(tmp_path / "a", tmp_path / "b")))
    cases.registration.try_once()
    assert cases.challenges.current("twin", EVERYTHING).challenge.statement.startswith("# Adder")
    assert "is already used by" in str(cases.registration.broken[0])


def test_registration_is_tried_again_when_the_store_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    write(tmp_path / "late", package("late"))
    cases = Cases(replace(world.parts, folders=(tmp_path,)))
    with monkeypatch.context() as patched:
        patched.setattr(world.store.packages, "register", away)
        cases.registration.try_once()
    assert not any(published.challenge.id == "late" for published in cases.challenges.all(EVERYTHING))
    cases.readiness()
    assert cases.challenges.current("late", EVERYTHING).version.number == 1


def test_the_census_counts_states_queues_and_workers() -> None:
    world = World()
    world.submit()
    world.finish(world.submit())
    world.start_worker()
    counted = world.cases.census()
    assert counted is not None
    assert (counted.states["queued"], counted.states["finished"], counted.workers) == (1, 1, 1)
    assert counted.waiting["interactive"] == 1


def test_anybody_may_ask_so_what_is_wrong_with_a_package_stays_in_the_log_once_there_are_keys(tmp_path: Path) -> None:
    world = World()
    files = package("bad")
    files["stages/cases/hidden/secret-case.in"] = b"1 1\n"
    write(tmp_path / "bad", files)
    world.start_worker("python", "node", "java")
    cases = Cases(replace(world.parts, folders=(tmp_path,)))
    assert "secret-case" in cases.readiness().warnings[0]
    world.key(Role.ADMIN, SHARED)
    assert cases.readiness().warnings == (
        "challenge package bad is broken; the log says why, and judge challenge check",
    )


def test_challenges_of_organisations_are_counted_and_not_named() -> None:
    world = World()
    for organisation, challenge in (("", "ours"), ("acme", "secret-plans"), ("other", "secret-too")):
        files = service_package(("id: counter", f"id: {challenge}"))
        world.store.packages.go_live(world.store.packages.add(challenge, files, organisation))
    world.start_worker("python", "node", "java")
    found = world.cases.readiness()
    assert found.challenges_without_worker == ("ours",)
    assert [each for each in found.warnings if "cannot be graded" in each] == [
        "no worker runs services: ours, 2 of organisations cannot be graded"
    ]
