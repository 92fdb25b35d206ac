"""API keys: made once, valid until they are not, and handed out only by those who may."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from judge.bootstrap import ensure_admin_key
from judge.domain import keys as shape
from judge.domain.access import NOBODY, SHARED, Caller, Reach, Role, Scope
from judge.domain.errors import Conflict, InvalidInput, NotFound, Unauthenticated, Unavailable
from judge.service.keys import KeyCases, NewKey
from tests.fakes.shelf import FakeShelf, FakeUses

START = datetime(2030, 1, 1, tzinfo=UTC)
MANAGER = Scope(Caller(role=Role.MANAGER, key="m", organisation="acme", subject="m"), Reach.ORGANISATION)
ADMIN = Scope(Caller(role=Role.ADMIN, key="a"), Reach.ALL)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cases(clock: Clock) -> KeyCases:
    shelf: FakeShelf = FakeShelf("key", lists=lambda key: (f"organisation:{key.organisation}",))
    return KeyCases(shelf, FakeUses(), clock)


def new(role: Role = Role.CI, organisation: str = "acme", **more: object) -> NewKey:
    return NewKey(role=role, organisation=organisation, name="n", **more)  # type: ignore[arg-type]  # any field


def test_without_keys_everybody_is_an_admin_and_never_again_once_there_was_one(cases: KeyCases) -> None:
    assert cases.caller(None) == NOBODY
    issued = cases.make(new())
    with pytest.raises(Unauthenticated):
        cases.caller(None)
    cases._shelf.remove(issued.key.id)
    with pytest.raises(Unauthenticated):
        cases.caller(None)


def test_a_key_says_whose_requests_its_are(cases: KeyCases) -> None:
    issued = cases.make(new(Role.CANDIDATE, subject="ann", invitation="i1"))
    caller = cases.caller(issued.whole)
    assert (caller.role, caller.organisation, caller.subject) == (Role.CANDIDATE, "acme", "ann")
    assert (caller.key, caller.invitation) == (issued.key.id, "i1")
    assert issued.whole.startswith(issued.key.prefix)
    assert cases.make(new()).key.subject != cases.make(new()).key.subject


def test_the_secret_is_kept_nowhere(cases: KeyCases) -> None:
    issued = cases.make(new())
    secret = issued.whole.removeprefix(issued.key.prefix)
    assert len(secret) == 32
    assert secret not in repr(cases._shelf.get(issued.key.id))


def test_another_secret_is_no_key(cases: KeyCases) -> None:
    one, other = cases.make(new()), cases.make(new())
    _, secret = shape.parts(other.whole) or ("", "")
    for text in (shape.whole(one.key.id, secret), one.whole + "x", one.whole[:-1], one.key.prefix, "", "nonsense"):
        with pytest.raises(Unauthenticated):
            cases.caller(text)


def test_a_secret_is_only_that_of_its_whole_digest_and_of_none_that_is_not_kept() -> None:
    kept = shape.digest("secret")
    assert shape.matches(kept, "secret")
    for at, letter in enumerate(kept):
        assert not shape.matches(kept[:at] + ("0" if letter != "0" else "1") + kept[at + 1 :], "secret")
    for secret in ("", "secret"):
        assert not shape.matches(None, secret)


def test_an_expired_or_revoked_key_is_none(cases: KeyCases, clock: Clock) -> None:
    ends = cases.make(new(expires_at=START + timedelta(hours=1)))
    ended = cases.make(new())
    assert cases.caller(ends.whole)
    cases.revoke(ended.key.id, ADMIN)
    clock.now = START + timedelta(hours=1)
    for issued in (ends, ended):
        with pytest.raises(Unauthenticated):
            cases.caller(issued.whole)
    again = cases.revoke(ended.key.id, ADMIN).key
    assert again.revoked_at == START, "the first time counts"


def test_the_last_use_is_remembered_to_the_minute(cases: KeyCases, clock: Clock) -> None:
    issued = cases.make(new())
    assert cases.get(issued.key.id, ADMIN).last_used_at is None
    for seconds in (0, 30, 61):
        clock.now = START + timedelta(seconds=seconds)
        cases.caller(issued.whole)
    assert cases.get(issued.key.id, ADMIN).last_used_at == START + timedelta(seconds=61)


def test_a_key_is_taken_though_its_use_cannot_be_written_down(cases: KeyCases, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Unavailable("Redis: out of memory")

    issued = cases.make(new())
    monkeypatch.setattr(cases._uses, "touch", full)
    assert cases.caller(issued.whole).key == issued.key.id


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER])
def test_a_manager_hands_out_no_key_of_their_own_kind_or_above(cases: KeyCases, role: Role) -> None:
    with pytest.raises(InvalidInput) as refused:
        cases.issue(new(role), MANAGER)
    assert [problem.field for problem in refused.value.problems] == ["role"]


def test_a_manager_hands_out_keys_of_their_organisation_only(cases: KeyCases) -> None:
    assert cases.issue(new(Role.CANDIDATE), MANAGER).key.created_by == "m"
    with pytest.raises(InvalidInput) as refused:
        cases.issue(new(Role.CI, "other"), MANAGER)
    assert [problem.field for problem in refused.value.problems] == ["organisation"]
    foreign = cases.make(new(Role.CI, "other"))
    for act in (cases.get, cases.revoke):
        with pytest.raises(NotFound):
            act(foreign.key.id, MANAGER)
    assert [view.key.organisation for view in cases.page(MANAGER, "", 10).values] == ["acme"]
    assert len(cases.page(ADMIN, "", 10).values) == 2


def test_all_problems_of_a_new_key_come_at_once(cases: KeyCases) -> None:
    with pytest.raises(InvalidInput) as refused:
        cases.issue(new(Role.MANAGER, SHARED, expires_at=START), ADMIN)
    assert [problem.field for problem in refused.value.problems] == ["organisation", "expires_at"]


def test_a_key_does_not_revoke_itself(cases: KeyCases) -> None:
    issued = cases.make(new(Role.ADMIN, SHARED))
    with pytest.raises(Conflict):
        cases.revoke(issued.key.id, Scope(issued.key.caller(), Reach.ALL))


def test_the_first_admins_key_is_made_once_and_read_by_its_owner_only(cases: KeyCases, tmp_path: Path) -> None:
    file = tmp_path / "admin.key"
    assert ensure_admin_key(cases, file)
    text = file.read_text().strip()
    assert cases.caller(text).role is Role.ADMIN
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not ensure_admin_key(cases, file)
    assert file.read_text().strip() == text
    assert [each.name for each in tmp_path.iterdir()] == ["admin.key"]


@pytest.mark.parametrize("role", [None, Role.MANAGER])
def test_a_file_whose_key_is_unknown_or_no_admins_gets_a_new_one(
    cases: KeyCases, tmp_path: Path, role: Role | None
) -> None:
    file = tmp_path / "admin.key"
    file.write_text(cases.make(new(role)).whole if role else "judge_aaaaaaaaaa_" + "b" * 32)
    file.chmod(0o644)
    assert ensure_admin_key(cases, file)
    assert cases.caller(file.read_text().strip()).role is Role.ADMIN
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
