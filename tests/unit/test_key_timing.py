"""No stopwatch tells which keys there are: the same is done, and said at the same moment, whatever is wrong."""

import hmac
import time
from collections import Counter
from typing import Any

import pytest

from judge.domain import keys
from judge.domain.errors import NotFound, Unauthenticated
from judge.service.keys import REFUSED_AFTER_S
from tests.fakes.exam import Exam
from tests.fakes.world import World


class Watched:
    """What is done in a request, counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, shelf: Any) -> None:
        self.done: Counter[str] = Counter()
        for where, name in ((shelf, "read"), (keys, "digest"), (hmac, "compare_digest")):
            monkeypatch.setattr(where, name, self._counting(name, getattr(where, name)))

    def _counting(self, name: str, function: Any) -> Any:
        def counted(*arguments: Any) -> Any:
            self.done[name] += 1
            return function(*arguments)

        return counted


def tries(key: str) -> dict[str, str]:
    """The known key with something else wrong each time, all of the shape of a key."""
    head, secret = key[:-32], key[-32:]
    return {
        "unknown": f"judge_{'a' * 10}_{secret}",
        "wrong from the first letter": head + ("b" if secret[0] == "a" else "a") + secret[1:],
        "wrong in the last letter": head + secret[:-1] + ("b" if secret[-1] == "a" else "a"),
    }


@pytest.mark.parametrize("what", ["unknown", "wrong from the first letter", "wrong in the last letter", "revoked"])
def test_the_same_is_done_whatever_is_wrong_with_a_key(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    world = World()
    key = world.key("candidate", "acme", "ann")
    if what == "revoked":
        world.cases.keys.end(key.split("_")[1])
    pauses: list[float] = []
    moments = iter((100.0, 100.001))
    monkeypatch.setattr("judge.service.keys.monotonic", lambda: next(moments))
    monkeypatch.setattr(world.cases.keys, "_pause", pauses.append)
    watched = Watched(monkeypatch, world.store.keys)
    with pytest.raises(Unauthenticated) as refused:
        world.cases.keys.caller(tries(key).get(what, key))
    assert watched.done == {"read": 1, "digest": 1, "compare_digest": 1}
    assert str(refused.value) == "This key is not valid, or not any more."
    assert pauses == [pytest.approx(REFUSED_AFTER_S - 0.001)]


def test_a_refusal_is_never_sooner_than_its_moment() -> None:
    world = World()
    key = world.key("candidate", "acme", "ann")
    for text in (*tries(key).values(), "judge_", ""):
        began = time.monotonic()
        with pytest.raises(Unauthenticated):
            world.cases.keys.caller(text)
        assert time.monotonic() - began >= REFUSED_AFTER_S


def test_the_same_is_done_whatever_is_wrong_with_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = Exam()
    token = exam.invite()["link"].rpartition("/")[2]
    done = []
    for wrong in ("0" * 26 + token[26:], token[:-1] + ("b" if token[-1] == "a" else "a")):
        with monkeypatch.context() as patched:
            watched = Watched(patched, exam.world.store.invitations)
            with pytest.raises(NotFound):
                exam.world.cases.joining.look(wrong, "127.0.0.1")
            done.append(watched.done)
    assert done == [{"read": 1, "digest": 1, "compare_digest": 1}] * 2


def test_an_invitations_key_reads_its_invitation_once_for_all_of_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = Exam(attempts=3)
    went = exam.candidate()
    read: Counter[str] = Counter()
    for name in ("invitations", "assessments"):
        shelf = getattr(exam.world.store, name)

        def counted(thing: str, *, name: str = name, inner: Any = shelf.read) -> Any:
            read[name] += 1
            return inner(thing)

        monkeypatch.setattr(shelf, "read", counted)
    assert went.submit().status_code == 202
    assert read == {"invitations": 1, "assessments": 1}
