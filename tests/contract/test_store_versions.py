"""The port ``Packages`` as the register of versions, in memory and in Redis: numbers, owners, and what is live."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from judge.config import Settings
from judge.domain.errors import NotFound, Taken
from judge.domain.verdict import Verdict
from judge.domain.version import CHECKING, ChallengeVersion, Check, KnownRow, KnownRun, StageTests, VersionState
from judge.packages.version import content_hash
from judge.store.store import open_store

ONE, TWO, THREE = ({"a": b"1"}, {"a": b"2"}, {"a": b"3"})
NOW = datetime(2030, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def test_a_draft_is_registered_and_not_live(any_store):
    packages = any_store.packages
    draft = packages.add("sums", ONE, "acme")
    assert (draft.number, draft.organisation, draft.package) == (1, "acme", content_hash(ONE))
    assert packages.files(draft.package) == ONE
    assert packages.all_latest() == []
    with pytest.raises(NotFound):
        packages.latest("sums")


def test_new_content_gets_the_next_number_and_known_content_keeps_its_own(any_store):
    packages = any_store.packages
    first, second = packages.add("sums", ONE, "acme"), packages.add("sums", TWO, "acme")
    assert (first.number, second.number) == (1, 2)
    assert packages.add("sums", ONE, "acme") == first
    assert packages.add("sums", THREE, "acme").number == 3


def test_an_id_belongs_to_who_came_first(any_store):
    packages = any_store.packages
    packages.add("sums", ONE, "acme")
    packages.register("shared", ONE)
    assert (packages.owner("sums"), packages.owner("shared")) == ("acme", "")
    for taken in (
        lambda: packages.add("sums", TWO, "other"),
        lambda: packages.add("sums", ONE, ""),
        lambda: packages.register("sums", ONE),
        lambda: packages.add("shared", ONE, "acme"),
    ):
        with pytest.raises(Taken):
            taken()
    with pytest.raises(NotFound):
        packages.owner("none")


def test_going_live_replaces_what_was_live_and_can_be_taken_back(any_store):
    packages = any_store.packages
    first, second = packages.add("sums", ONE, "acme"), packages.add("sums", TWO, "acme")
    packages.go_live(first)
    assert packages.latest("sums") == first
    packages.go_live(second)
    assert packages.all_latest() == [second]
    packages.go_live(first)
    assert packages.latest("sums") == first
    assert packages.withdraw("sums")
    assert not packages.withdraw("sums")
    assert packages.all_latest() == []
    assert packages.owner("sums") == "acme"
    with pytest.raises(NotFound):
        packages.withdraw("none")


def test_what_goes_live_once_undoes_nothing_later(any_store):
    packages = any_store.packages
    first, second = packages.add("sums", ONE, "acme"), packages.add("sums", TWO, "acme")
    packages.go_live(first, once="1:1")
    packages.go_live(second, once="2:1", over=1)
    packages.go_live(first)
    packages.go_live(second, once="2:1", over=1)
    assert packages.latest("sums") == first
    packages.go_live(second, once="2:2", over=1)
    assert packages.latest("sums") == second


def test_an_older_version_whose_check_took_longer_does_not_replace_a_newer_one(any_store):
    packages = any_store.packages
    first, second, third = (packages.add("sums", files, "acme") for files in (ONE, TWO, THREE))
    packages.go_live(first)
    packages.go_live(third, once="3:1", over=1)
    packages.go_live(second, once="2:1", over=1)
    assert packages.latest("sums") == third
    packages.go_live(second, once="2:2", over=3)
    assert packages.latest("sums") == second


def test_a_folder_goes_live_when_it_changes_and_not_because_it_is_read_again(any_store):
    packages = any_store.packages
    first = packages.register("sums", ONE)
    second = packages.add("sums", TWO, "")
    packages.go_live(second)
    assert packages.register("sums", ONE) == first
    assert packages.latest("sums") == second
    packages.withdraw("sums")
    packages.register("sums", ONE)
    assert packages.all_latest() == []
    third = packages.register("sums", THREE)
    assert (third.number, packages.latest("sums")) == (3, third)
    packages.register("sums", TWO)
    assert packages.latest("sums") == second


@pytest.mark.redis
def test_two_uploads_at_once_get_two_numbers_and_nothing_is_lost(redis_url):
    packages = open_store(Settings(redis_url=redis_url)).packages
    contents = [{"a": b"%d" % number} for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda files: packages.add("sums", files, "acme"), [*contents, *contents]))
    assert sorted({version.number for version in versions}) == list(range(1, 21))
    assert versions[:20] == versions[20:]
    for files, version in zip(contents, versions, strict=False):
        assert packages.files(version.package) == files


@pytest.mark.redis
def test_versions_of_before_there_were_organisations_belong_to_all(redis_url):
    store = open_store(Settings(redis_url=redis_url))
    store.packages.register("other", ONE)
    package = content_hash(TWO)
    store.connection.command("SET", f"judge:package:{package}", b'{"a":1}\n2')
    store.connection.command("HSET", "judge:versions:sums", 4, package)
    store.connection.command("HSET", "judge:latest", "sums", f"4 {package} 1795450304702")
    old = store.packages.latest("sums")
    assert (old.number, old.organisation, store.packages.owner("sums")) == (4, "", "")
    with pytest.raises(Taken):
        store.packages.add("sums", THREE, "acme")
    assert store.packages.register("sums", TWO).number == 4
    assert store.packages.add("sums", THREE, "").number == 5
    store.connection.command("HDEL", "judge:owners", "sums")
    store.packages.withdraw("sums")
    with pytest.raises(Taken):
        store.packages.add("sums", THREE, "acme")


def test_a_record_comes_back_as_it_was_put_and_is_listed_while_it_is_checked(any_store):
    run = KnownRun(submission="01", verdict=Verdict.WRONG_ANSWER, cause="wrong_output", message="é", ms=4, tries=2)
    row = KnownRow(name="sum", expected=Verdict.ACCEPTED, runtime="python", runs=(run, KnownRun()))
    check = Check(number=1, asked_at=NOW, known=(row,), tests=(StageTests(stage="unit", count=3),))
    version = ChallengeVersion(
        challenge="sums",
        number=12,
        package="sha256:a",
        organisation="acme",
        state=VersionState.CHECKING,
        created_at=NOW,
        check=check,
    )
    any_store.versions.add(version)
    assert any_store.versions.get("sums.000012") == version
    assert any_store.versions.everything(CHECKING) == [version]
    kept = any_store.versions.read(version.id)
    done = ChallengeVersion(
        challenge="sums",
        number=12,
        package="sha256:a",
        organisation="acme",
        state=VersionState.PUBLISHED,
        created_at=NOW,
        published_at=NOW,
    )
    any_store.versions.replace(kept, done)
    assert any_store.versions.everything(CHECKING) == []
    assert any_store.versions.everything("challenge:sums") == [done]
