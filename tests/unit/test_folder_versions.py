"""Packages from folders are versions too, trusted and live at once."""

from collections.abc import Mapping
from pathlib import Path

from judge.domain.access import EVERYTHING, Caller, Reach, Role, Scope
from judge.domain.version import VersionState
from judge.service.registration import Registration
from judge.service.uploads import Upload
from tests.fakes.versions import known_package
from tests.fakes.world import World, package

MANAGER = Scope(Caller(role=Role.MANAGER, organisation="acme"), Reach.ORGANISATION)
CHANGED = {"statement.md": b"# Changed\n"}


def start(world: World, folder: Path, files: Mapping[str, bytes]) -> Registration:
    """As an API does that finds this in its folder."""
    for path, content in files.items():
        (folder / "mine" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "mine" / path).write_bytes(content)
    registration = Registration((folder,), world.store.packages, world.store.versions, world.parts.runtimes)
    registration.try_once()
    return registration


def states(world: World) -> list[tuple[int, str]]:
    page = world.cases.versions.page("mine", EVERYTHING, cursor=0, limit=50)
    return [(view.version.number, view.version.state) for view in page.views]


def test_what_is_in_a_folder_is_published_without_a_check(tmp_path: Path) -> None:
    world = World()
    assert start(world, tmp_path, package("mine")).broken == ()
    start(world, tmp_path, package("mine", **CHANGED))
    assert states(world) == [(2, "published"), (1, "retired")]
    first = world.cases.versions.get("mine", 1, EVERYTHING).version
    assert (first.organisation, first.created_by, first.check) == ("", "", None)
    assert first.published_at == first.created_at


def test_a_restart_leaves_what_people_have_decided_until_the_folder_changes(tmp_path: Path) -> None:
    world = World()
    start(world, tmp_path, package("mine"))
    start(world, tmp_path, package("mine", **CHANGED))
    world.cases.versions.reinstate("mine", 1, EVERYTHING)
    start(world, tmp_path, package("mine", **CHANGED))
    assert states(world) == [(2, "retired"), (1, "published")]
    world.cases.versions.withdraw("mine", EVERYTHING)
    start(world, tmp_path, package("mine", **CHANGED))
    assert states(world) == [(2, "retired"), (1, "retired")]
    start(world, tmp_path, package("mine"))
    assert states(world) == [(2, "retired"), (1, "published")]


def test_a_folder_publishes_what_was_a_draft(tmp_path: Path) -> None:
    world = World()
    start(world, tmp_path, package("mine"))
    draft = world.cases.uploads.upload(Upload(files=package("mine", **CHANGED)), EVERYTHING).version
    assert draft.state is VersionState.DRAFT
    start(world, tmp_path, package("mine", **CHANGED))
    assert states(world) == [(2, "published"), (1, "retired")]


def test_a_folder_does_not_take_the_id_of_an_organisations_challenge(tmp_path: Path) -> None:
    world = World()
    world.cases.uploads.upload(Upload(files=known_package("mine")), MANAGER)
    (broken,) = start(world, tmp_path, package("mine")).broken
    assert (
        str(broken) == "challenge package mine is broken: id is that of an organisation's challenge; choose another one"
    )
    assert states(world) == [(1, "draft")]


def test_a_version_that_has_no_record_yet_gets_one(tmp_path: Path) -> None:
    """Of a server that was killed in between, or is older than records."""
    world = World()
    world.store.packages.register("mine", package("mine"))
    start(world, tmp_path, package("mine"))
    assert states(world) == [(1, "published")]
