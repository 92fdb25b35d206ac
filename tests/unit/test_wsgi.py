"""How many clients one API process may hold."""

import resource

import pytest

from judge.wsgi import CONNECTIONS, DESCRIPTORS_BESIDE, make_room

WANTED = CONNECTIONS + DESCRIPTORS_BESIDE
NO_LIMIT = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "raised_to", "room"),
    [
        (1024, 1_048_576, WANTED, CONNECTIONS),
        (1024, NO_LIMIT, WANTED, CONNECTIONS),
        (1024, 1024, 1024, 1024 - DESCRIPTORS_BESIDE),
        (64, 64, 64, 1),
        (WANTED + 1, WANTED + 1, None, CONNECTIONS),
        (NO_LIMIT, NO_LIMIT, None, CONNECTIONS),
    ],
)
def test_the_limit_on_open_files_is_raised_and_the_clients_stay_below_it(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, raised_to: int | None, room: int
) -> None:
    asked: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda *limits: asked.append(limits))
    assert make_room() == room
    assert asked == ([] if raised_to is None else [(resource.RLIMIT_NOFILE, (raised_to, hard))])
