"""Shelves, the audit log and key uses, in memory and in Redis."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from judge.config import Settings
from judge.domain.access import Role
from judge.domain.errors import Changed, Conflict, NotFound
from judge.domain.keys import Key
from judge.service.ports import AuditEntry
from judge.store.connection import Connection
from judge.store.store import open_store

NOW = datetime(2030, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def key(key_id: str = "k1", organisation: str = "acme", **more: object) -> Key:
    fields = {"digest": "d", "role": Role.CI, "subject": "s", "name": "n" * 600, "created_at": NOW, **more}
    return Key(id=key_id, organisation=organisation, **fields)


def test_a_thing_comes_back_as_it_was_put(any_store):
    any_store.keys.add(key(expires_at=NOW))
    assert any_store.keys.get("k1") == key(expires_at=NOW)
    with pytest.raises(Conflict):
        any_store.keys.add(key())
    with pytest.raises(NotFound):
        any_store.keys.get("k2")


def test_things_that_belong_together_are_put_there_together(any_store):
    any_store.keys.add(key("k0"))
    any_store.keys.add_all([key("k1"), key("k2", name="")], index="organisation:acme", seen=1)
    any_store.keys.add_all([], index="organisation:acme", seen=0)
    any_store.keys.add_all([key("k3", "other")], index="organisation:other", seen=0)
    assert any_store.keys.everything("organisation:acme") == [key("k2", name=""), key("k1"), key("k0")]
    assert any_store.keys.everything() == [key("k3", "other"), *any_store.keys.everything("organisation:acme")]
    assert any_store.keys.read("k1").revision == 1
    any_store.keys.update("k1", lambda k: replace(k, organisation="other"))
    assert any_store.keys.count("organisation:other") == 2


def test_none_of_them_is_there_if_one_was_or_if_the_list_is_another_by_now(any_store):
    any_store.keys.add(key("k2", "other"))
    with pytest.raises(Conflict):
        any_store.keys.add_all([key("k1"), key("k2"), key("k3")], index="organisation:acme", seen=0)
    with pytest.raises(Changed):
        any_store.keys.add_all([key("k1"), key("k3")], index="organisation:other", seen=0)
    with pytest.raises(Changed):
        any_store.keys.add_all([key("k1"), key("k3")], index="organisation:other", seen=2)
    assert any_store.keys.everything() == [key("k2", "other")]


def test_only_who_read_the_newest_revision_replaces_it(any_store):
    any_store.keys.add(key())
    mine, theirs = any_store.keys.read("k1"), any_store.keys.read("k1")
    newer = any_store.keys.replace(mine, key(name="mine"))
    with pytest.raises(Changed):
        any_store.keys.replace(theirs, key(name="theirs"))
    any_store.keys.replace(newer, key(name="mine again"))
    assert any_store.keys.get("k1").name == "mine again"


@pytest.mark.redis
def test_changes_of_many_at_once_all_happen(redis_url):
    keys = open_store(Settings(redis_url=redis_url)).keys
    keys.add(key(name=""))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keys.update("k1", lambda k: replace(k, name=k.name + "x")), range(40)))
    assert keys.get("k1").name == "x" * 40


def test_a_change_that_is_refused_or_changes_nothing_leaves_the_revision(any_store):
    any_store.keys.add(key())
    any_store.keys.update("k1", lambda k: k)

    def refuse(_: Key) -> Key:
        raise Conflict("no")

    with pytest.raises(Conflict):
        any_store.keys.update("k1", refuse)
    with pytest.raises(NotFound):
        any_store.keys.update("k2", lambda k: k)
    assert any_store.keys.read("k1").revision == 1


def test_a_thing_moves_between_lists_as_it_changes(any_store):
    any_store.keys.add(key())
    any_store.keys.update("k1", lambda k: replace(k, organisation="other"))
    assert any_store.keys.everything("organisation:acme") == []
    assert [each.id for each in any_store.keys.everything("organisation:other")] == ["k1"]
    any_store.keys.remove("k1")
    any_store.keys.remove("k1")
    assert (any_store.keys.count(), any_store.keys.count("organisation:other")) == (0, 0)


def test_lists_are_paged_from_the_highest_id(any_store):
    for number in range(5):
        any_store.keys.add(key(f"k{number}"))
    first = any_store.keys.page(limit=2)
    second = any_store.keys.page(limit=2, cursor=first.cursor)
    third = any_store.keys.page(limit=2, cursor=second.cursor)
    pages = [[each.id for each in page.values] for page in (first, second, third)]
    assert pages == [["k4", "k3"], ["k2", "k1"], ["k0"]]
    assert third.cursor == ""
    assert [each.id for each in any_store.keys.many(["k3", "none", "k0"])] == ["k3", "k0"]
    assert any_store.keys.many([]) == []


@pytest.mark.redis
def test_a_put_that_is_sent_again_after_a_lost_answer_counts_as_done(redis_url):
    connection = Connection(redis_url)
    put = ("put", "key", "k1", 0, "token", b"{}", "all")
    assert [connection.script(*put), connection.script(*put)] == [1, 1]
    assert connection.script("put", "key", "k1", 0, "another", b"{}", "all") == 0
    two = ("organisation:acme", 0, "k2", b"{}", "all organisation:acme", "k3", b"{}", "all")
    assert [connection.script("put_new", "key", "token", *two) for _ in range(2)] == [b"done", b"done"]
    assert connection.script("put_new", "key", "another", *two) == b"there"


def test_the_audit_log_is_read_newest_first(any_store):
    entry = AuditEntry(
        at=NOW, key="k", name="n", role="admin", organisation="", action="POST /x", target="/x", status=201
    )
    for number in range(5):
        any_store.audit.write(replace(entry, target=f"/{number}"))
    first, cursor = any_store.audit.page("", 3)
    rest, end = any_store.audit.page(cursor, 3)
    assert [each.target for _, each in (*first, *rest)] == ["/4", "/3", "/2", "/1", "/0"]
    assert (end, first[0][1]) == ("", replace(entry, target="/4"))


def test_the_last_use_of_each_key_is_kept(any_store):
    any_store.uses.touch("k1", NOW)
    any_store.uses.touch("k1", NOW + timedelta(hours=1))
    assert any_store.uses.last(["k2", "k1"]) == [None, NOW + timedelta(hours=1)]
    assert any_store.uses.last([]) == []
