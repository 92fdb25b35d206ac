"""A stopwatch at the port: refusals of a key that nobody has, and of one whose secret is wrong, take as long."""

import random
import time
from bisect import bisect

import httpx
import pytest

from tests.api_server import ApiServer

pytestmark = [pytest.mark.redis, pytest.mark.timeout(120)]

PAIRS = 400


def test_who_measures_refusals_does_not_learn_which_keys_there_are(redis_url: str) -> None:
    taken: dict[str, list[float]] = {"nobody's": [], "wrong at the end": [], "wrong at the beginning": []}
    with ApiServer(redis_url) as server, httpx.Client(base_url=server.url) as client:
        key = client.post("/api/v1/keys", json={"role": "admin", "name": "timed"}).json()["key"]
        secret = key[-32:]
        tries = {
            "nobody's": f"judge_{'a' * 10}_{secret}",
            "wrong at the end": key[:-1] + ("b" if key[-1] == "a" else "a"),
            "wrong at the beginning": key[:-32] + ("b" if secret[0] == "a" else "a") + secret[1:],
        }
        for _ in range(PAIRS):
            for name in random.sample(list(tries), len(tries)):
                began = time.perf_counter()
                answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {tries[name]}"})
                taken[name].append(time.perf_counter() - began)
                assert answer.status_code == 401
    known = sorted(taken["wrong at the end"])
    for name in ("nobody's", "wrong at the beginning"):
        slower = sum(bisect(known, each) for each in taken[name]) / len(known) / len(taken[name])
        print(f"{name}: slower than one that is wrong at the end in {slower:.1%} of all pairs; 50 % tells nothing")
        assert 0.3 < slower < 0.7
