"""Similarity as it is asked for, and the step that looks after the process that compares."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from judge.domain.access import EVERYTHING, Role
from judge.domain.similarity import Comparison, Findings, LeftOut, Lines, Match, Pair, Sources
from judge.service import results, similarity
from judge.service.catalogue import Catalogue
from judge.service.comparing import MAX_SOURCE_BYTES, MAX_TRIES, Comparing
from judge.service.similarity import Failed
from judge.service.submit import Request
from tests.fakes.world import RUNTIMES, World, wrong_report

PATH = "/api/v1/challenges/adder/similarity"
NOW = datetime(2030, 1, 1, tzinfo=UTC)


class FakeRunning:
    def __init__(self, sources: Sources, answer: Findings | Failed | None) -> None:
        self.sources = sources
        self.answer = answer
        self.closed = False

    def findings(self) -> Findings | None:
        if isinstance(self.answer, Failed):
            raise self.answer
        return self.answer

    def close(self) -> None:
        self.closed = True


class Class:
    """Two candidates of acme, a manager, and the step; ``answer`` is what comparisons give."""

    def __init__(self, *people: str) -> None:
        self.world = World()
        self.started: list[FakeRunning] = []
        self.answer: Findings | Failed | None = None
        self.manager = self.world.client_of(Role.MANAGER, "acme", "meg")
        self.sent = {person: self.send(person) for person in people or ("ann", "bob")}
        self.step = self.a_step()

    def a_step(self) -> Comparing:
        def start(sources: Sources) -> FakeRunning:
            self.started.append(FakeRunning(sources, self.answer))
            return self.started[-1]

        store = self.world.store
        return Comparing(store, Catalogue(store.packages, RUNTIMES), RUNTIMES, start, lambda: NOW)

    def send(self, person: str, files: Mapping[str, str] | None = None, organisation: str = "acme") -> str:
        body = {"challenge": "adder", "runtime": "python", "files": files or {"main.py": f"print('{person}')"}}
        client = self.world.client_of(Role.CANDIDATE, organisation, person)
        submission = str(client.post("/api/v1/submissions", json=body).json["id"])
        self.world.finish(submission, wrong_report())
        return submission

    def ask(self, **query: Any) -> dict[str, Any]:
        answer = self.manager.get(PATH, query_string=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def pair(self, percent: float = 80.0) -> Findings:
        match = Match(left=Lines(file="main.py", first=1, last=1), right=Lines(file="main.py", first=1, last=1))
        left, right = self.sent["bob"], self.sent["ann"]
        pair = Pair(left=left, right=right, left_percent=percent, right_percent=40.0, matches=(match,), more=2)
        return Findings(pairs=(pair,), left_out=(LeftOut(submission=right, file="x.py", why="too long"),))


def test_who_asks_first_begins_it_and_who_asks_later_gets_it() -> None:
    group = Class()
    group.answer = group.pair()
    assert (group.ask()["state"], group.started) == ("computing", [])
    group.step()
    assert group.ask()["state"] == "computing"
    group.step()
    seen = group.ask()
    assert (seen["state"], seen["people"], seen["complete"]) == ("ready", 2, True)
    [pair] = seen["pairs"]
    assert (pair["left"]["person"], pair["right"]["person"], pair["left"]["percent"]) == ("bob", "ann", 80.0)
    assert pair["more_matches"] == 2
    assert seen["left_out"] == [{"person": "ann", "submission": group.sent["ann"], "file": "x.py", "why": "too long"}]
    assert [(each.closed) for each in group.started] == [True]


def test_it_is_made_once_for_the_same_submissions_and_again_for_others() -> None:
    group = Class()
    group.answer = Findings()
    for _ in range(4):
        group.ask()
        group.step()
    assert len(group.started) == 1
    group.send("cem")
    assert group.ask()["state"] == "computing"


def test_comparisons_are_made_one_after_another_the_oldest_first() -> None:
    group = Class()
    group.answer = Findings()
    group.ask()
    group.send("cem")
    group.ask()
    group.step()
    assert len(group.started) == 1
    group.step()
    group.step()
    assert [(len(each.sources.sources), each.closed) for each in group.started] == [(2, True), (3, True)]


def test_of_two_who_ask_at_once_both_get_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    group = Class()
    shelf = group.world.store.comparisons
    add = shelf.add

    def overtaken(comparison: Comparison) -> None:
        """Somebody else asks between this request's look and its entry."""
        add(comparison)
        add(comparison)

    monkeypatch.setattr(shelf, "add", overtaken)
    assert (group.ask()["state"], shelf.count()) == ("computing", 1)


def test_of_a_runtime_that_there_is_no_more_nothing_is_compared() -> None:
    group = Class()
    group.ask()
    group.step._runtimes = {}
    group.step()
    assert [dict(each.files) for each in group.started[0].sources.sources] == [{}, {}]


def test_pairs_that_are_less_alike_than_asked_for_are_not_told() -> None:
    group = Class()
    group.answer = group.pair(percent=60.0)
    group.ask()
    group.step()
    group.step()
    assert len(group.ask()["pairs"]) == 1
    assert group.ask(min_percent=61)["pairs"] == []
    assert group.manager.get(PATH, query_string={"min_percent": 10}).status_code == 422


def test_only_people_of_the_organisation_are_compared_and_one_alone_with_nobody() -> None:
    group = Class("ann")
    group.send("bob", organisation="other")
    seen = group.ask()
    assert (seen["state"], seen["people"], seen["pairs"]) == ("ready", 1, [])


def test_the_step_hands_over_sources_in_the_runtimes_language_and_what_was_given() -> None:
    group = Class("ann")
    files = {"main.py": "print(1)", "notes.txt": "x", "lib/a.py": "y", "zz.py": "z" * 900}
    group.sent["bob"] = group.send("bob", files)
    group.ask()
    group.step()
    [sources] = [each.sources for each in group.started]
    assert [(each.submission, sorted(each.files)) for each in sources.sources] == [
        (group.sent["bob"], ["lib/a.py", "main.py", "zz.py"]),
        (group.sent["ann"], ["main.py"]),
    ]
    assert dict(sources.given["python"]) == {"lib/table.py": "ROWS = 3\n"}


def test_no_more_is_handed_over_than_somebody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    group = Class()
    row = group.world.store.tables.row(group.sent["ann"])
    row.files = {"a.py": b"a" * (MAX_SOURCE_BYTES - 1), "b.py": b"bb", "c.py": b"\xff"}
    group.ask()
    group.step()
    [source] = [each for each in group.started[0].sources.sources if each.submission == group.sent["ann"]]
    assert {path: len(text) for path, text in source.files.items()} == {"a.py": MAX_SOURCE_BYTES - 1, "c.py": 1}


def test_one_that_took_too_long_says_so_and_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    group = Class()
    group.answer = Failed("comparing took too long")
    group.ask()
    group.step()
    group.step()
    assert (group.ask()["state"], group.ask()["why"]) == ("failed", "comparing took too long")
    assert group.started[0].closed
    monkeypatch.setattr(similarity, "AGAIN_AFTER", timedelta(days=-36500))
    assert group.ask()["state"] == "computing"


def test_a_comparison_whose_worker_was_killed_is_begun_again_but_not_for_ever() -> None:
    group = Class()
    group.ask()
    for _ in range(MAX_TRIES + 1):
        group.a_step()()
    assert len(group.started) == MAX_TRIES
    assert group.ask()["state"] == "failed"


def test_more_people_than_can_be_compared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "MAX_PEOPLE", 2)
    group = Class("ann", "bob", "cem")
    seen = group.ask()
    assert (seen["people"], seen["complete"]) == (2, False)
    [kept] = group.world.store.comparisons.everything()
    assert {each.person for each in kept.people} == {"bob", "cem"}, "who sent theirs last"


def test_more_submissions_than_can_be_looked_at_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_LOOKED_AT", 2)
    seen = Class("ann", "bob", "cem").ask()
    assert (seen["people"], seen["complete"]) == (2, False)


def test_a_good_answer_is_not_made_anew_however_old_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "AGAIN_AFTER", timedelta(days=-36500))
    group = Class()
    group.answer = Findings()
    group.ask()
    group.step()
    group.step()
    assert group.ask()["state"] == "ready"


def test_who_sent_without_a_key_is_compared_with_nobody() -> None:
    group = Class()
    request = Request(challenge="adder", runtime="python", files={"main.py": b"print('bob')"})
    nobodys = group.world.cases.submit(request, EVERYTHING).view.submission.id
    group.world.finish(nobodys, wrong_report())
    admin = group.world.client_of(Role.ADMIN, "")
    assert admin.get(PATH).json["people"] == 2


def test_a_submission_past_its_retention_is_compared_as_an_empty_one() -> None:
    group = Class()
    group.ask()
    del group.world.store.tables.rows[group.sent["ann"]]
    group.step()
    assert {each.submission: sorted(each.files) for each in group.started[0].sources.sources} == {
        group.sent["bob"]: ["main.py"],
        group.sent["ann"]: [],
    }


@pytest.mark.parametrize("lost", [True, False], ids=["gone", "unreadable"])
def test_a_comparison_whose_challenge_version_is_lost_fails_with_the_reason_and_the_next_begins(*, lost: bool) -> None:
    group = Class()
    group.ask()
    files = group.world.store.packages._files
    [package] = [each.package for each in group.world.store.comparisons.everything()]
    kept = files[package]
    files[package] = {}
    if lost:
        del files[package]
    group.step()
    assert (group.ask()["state"], group.ask()["why"]) == ("failed", "this version of the challenge is lost")
    assert group.started == []
    files[package] = kept
    group.send("cem")
    group.ask()
    group.step()
    assert len(group.started) == 1


def test_a_pair_is_told_if_either_is_so_much_in_the_other() -> None:
    group = Class()
    group.answer = group.pair(percent=30.0)
    group.ask()
    group.step()
    group.step()
    assert [len(group.ask(min_percent=percent)["pairs"]) for percent in (40, 41)] == [1, 0]
