"""Ids cannot be guessed from one another, and secrets cannot be guessed at all."""

import base64
import math
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from ulid import ULID

from judge.domain import keys, links
from judge.ids import derived_id, new_id
from judge.outgoing.signing import StandardSigner

MOMENT = datetime(2030, 1, 2, tzinfo=UTC)
MANY = 5000


def randomness(text: str) -> int:
    return int.from_bytes(ULID.from_str(text).bytes[6:])


def test_ids_of_one_millisecond_lie_a_random_step_apart_and_in_order() -> None:
    made = [new_id(MOMENT) for _ in range(MANY)]
    assert len(set(made)) == MANY
    steps = [randomness(after) - randomness(before) for before, after in pairwise(made)]
    assert sum(step < 0 for step in steps) <= 3  # the room of one millisecond is seldom used up
    assert all(abs(step) > 2**30 for step in steps)
    assert len(set(steps)) == len(steps)


def test_ids_of_two_milliseconds_have_nothing_in_common() -> None:
    moments = [datetime.fromtimestamp(MOMENT.timestamp() + at / 1000, UTC) for at in range(MANY)]
    made = [randomness(new_id(moment)) for moment in moments]
    for bit in range(80):
        ones = sum(each >> bit & 1 for each in made)
        assert abs(ones - MANY / 2) < 6 * math.sqrt(MANY) / 2, bit  # once in 10 million runs by chance


def test_what_follows_from_names_follows_from_all_of_them() -> None:
    assert derived_id(MOMENT, "a", "b") == derived_id(MOMENT, "a", "b")
    assert len({derived_id(MOMENT, *names) for names in (("a", "b"), ("b", "a"), ("ab",), ("a",))}) == 4


@pytest.mark.parametrize(
    ("make", "bits_a_letter"),
    [
        (keys.new_secret, 6),
        (lambda: base64.b64decode(StandardSigner().new_secret().partition("_")[2]).hex(), 4),
    ],
    ids=["keys and links", "webhooks"],
)
def test_secrets_are_long_and_no_two_are_alike(make, bits_a_letter: int) -> None:
    made = [make() for _ in range(200)]
    assert len(set(made)) == 200
    assert len(made[0]) * bits_a_letter >= 192
    for place in range(len(made[0])):
        assert len({secret[place] for secret in made}) > 8, "a letter that hardly changes"


def test_of_keys_and_links_only_a_digest_is_kept() -> None:
    secret = keys.new_secret()
    assert len(keys.digest(secret)) == 64
    assert keys.parts(keys.whole("a" * 10, secret)) == ("a" * 10, secret)
    assert links.parts(links.whole(new_id(), secret))[1] == secret
