"""A token that is used and used until it is over, and a name that is locked until it is not."""

import time
from dataclasses import dataclass
from secrets import token_hex

import httpx

from judge_tester import expect

PASSWORD = "correct horse battery"
SECONDS, GRACE_S = 2, 1


@dataclass(frozen=True)
class Story:
    """``used``: the token's first use, soon enough after the login; ``over``: its use after the time is up."""

    login: httpx.Response
    used: httpx.Response
    over: httpx.Response
    locked: httpx.Response
    username: str


def register(service):
    name = f"user_{token_hex(5)}"
    expect(service.client.post("/register", json={"username": name, "password": PASSWORD})).status(201)
    return name


def try_login(service, username, password=PASSWORD):
    return service.client.post("/login", json={"username": username, "password": password})


def me(service, login):
    return service.client.get("/me", headers={"Authorization": f"Bearer {login.json()['token']}"})


def in_time(service, act, within_s):
    """The answers of ``act``, once they came so fast that no time can have been up: the machine may be slow."""
    for _ in range(4):
        began = time.monotonic()
        answers = act(service)
        if time.monotonic() - began < within_s:
            break
    return answers


def log_in_and_look(service):
    login = try_login(service, register(service))
    expect(login).status(200)
    return login, me(service, login)


def guess(service):
    name = register(service)
    for _ in range(5):
        expect(try_login(service, name, "not the password")).status(401)
    return name, try_login(service, name)


def tell(service):
    login, used = in_time(service, log_in_and_look, SECONDS - GRACE_S)
    name, locked = in_time(service, guess, SECONDS - GRACE_S)
    end = time.monotonic() + SECONDS + GRACE_S + 0.1
    while time.monotonic() < end:
        time.sleep(0.3)
        me(service, login)
    return Story(login, used, me(service, login), locked, name)
