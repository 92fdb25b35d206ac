import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
from bank import balance_of, expect_balance, expect_sound_books, new_key, open_account, send, transfer
from judge_tester import expect, no_lost_update


@contextmanager
def locked(db, account):
    """While this holds, no balance of the account can change: what tries to, waits. Yields how to let go."""
    with psycopg.connect(db.url) as connection:
        connection.execute("SELECT balance FROM accounts WHERE id = %s FOR UPDATE", (account,))
        yield connection.rollback


def wait_for_waiters(db, count, within_s=1.0):
    """Until so many transactions wait for a lock; a service that queues requests itself has fewer."""
    deadline = time.monotonic() + within_s
    while db.query("SELECT count(*) AS n FROM pg_locks WHERE NOT granted")[0]["n"] < count:
        if time.monotonic() > deadline:
            return
        time.sleep(0.02)


def test_a_kill_loses_nothing_that_was_answered_and_cuts_nothing_in_half(service, db):
    ann, bob, busy = (open_account(service, 1000, name) for name in ("ann", "bob", "busy"))
    done = [transfer(ann, bob, n + 1) for n in range(10)]
    # Whichever side a service changes first, one of the two kinds has changed it when it meets the lock.
    begun = [transfer(ann, busy, 10) if n % 2 else transfer(busy, bob, 10) for n in range(12)]
    answers = service.fire(10, lambda client, n: client.post("/transfers", **done[n])).all_in({201})
    with ThreadPoolExecutor(1) as pool, locked(db, busy):
        race = pool.submit(service.fire, 12, lambda client, n: client.post("/transfers", **begun[n]))
        wait_for_waiters(db, 4)
        service.kill()
        answered = race.result().count(201)
    service.start()
    assert answered == 0, f"{answered} transfers of an account that was locked were answered with 201"
    balances = {name: balance_of(service, account) for name, account in (("ann", ann), ("bob", bob), ("busy", busy))}
    assert sum(balances.values()) == 3000, f"3 accounts had 3000 together; after a kill they have {balances}"
    assert balances["bob"] >= 1055, (
        f"bob got 55 with answered transfers, but after a kill he has {balances['bob']} of 1055"
    )
    for request, answer in zip(done, answers.responses, strict=True):
        expect(service.client.post("/transfers", **request)).status(201).json(answer.json())
    service.fire(12, lambda client, n: client.post("/transfers", **begun[n])).all_in({201})
    for account, balance, entries in ((ann, 885, 17), (bob, 1115, 17), (busy, 1000, 13)):
        expect_balance(service, account, balance)
        got = len(expect_sound_books(service, account))
        assert got == entries, f"after all transfers were asked for again {account} has {got} entries, not {entries}"


def test_a_stop_answers_what_is_being_worked_on(service, db):
    payers = [open_account(service, 100, "payer") for _ in range(3)]
    shop = open_account(service, 0, "shop")
    requests = [transfer(payer, shop, 10) for payer in payers]
    with ThreadPoolExecutor(1) as pool, locked(db, shop) as let_go:
        race = pool.submit(service.fire, 3, lambda client, n: client.post("/transfers", **requests[n]))
        wait_for_waiters(db, 3)
        threading.Timer(0.3, let_go).start()
        try:
            stopped = service.stop(grace_s=10)
            results = race.result()
        finally:
            service.start()
    results.all_in({201})
    assert stopped.exited, "10 seconds after SIGTERM, with nothing left to do, the service still ran"
    no_lost_update(30, balance_of(service, shop), "balance of the shop after the stop")


def test_the_tables_say_what_the_answers_said(service, db):
    ann, bob = open_account(service, 1000, "ann"), open_account(service, 0, "bob")
    response = send(service, ann, bob, 300)
    expect(response).status(201)
    number = response.json()["id"]
    accounts = db.query("SELECT id, balance FROM accounts WHERE id IN (%s, %s) ORDER BY id", ann, bob)
    assert accounts == [{"id": ann, "balance": 700}, {"id": bob, "balance": 300}]
    made = db.query("SELECT from_account, to_account, amount FROM transfers WHERE id = %s", number)
    assert made == [{"from_account": ann, "to_account": bob, "amount": 300}]
    entries = db.query("SELECT account, amount, balance FROM entries WHERE transfer = %s ORDER BY amount", number)
    assert entries == [
        {"account": ann, "amount": -300, "balance": 700},
        {"account": bob, "amount": 300, "balance": 300},
    ]


def test_refusals_leave_nothing_in_the_tables(service, db):
    ann, bob = open_account(service, 100, "ann"), open_account(service, 0, "bob")
    counted = "SELECT (SELECT count(*) FROM transfers) AS transfers, (SELECT count(*) FROM entries) AS entries"
    before = db.query(counted)
    key = new_key()
    for source, target, amount in ((ann, bob, 101), (ann, ann, 1), (ann, "nobody", 1), (ann, bob, 0)):
        assert send(service, source, target, amount, key).status_code >= 400
    service.fire(10, lambda client, n: client.post("/transfers", **transfer(ann, bob, 1000 + n)))
    assert db.query(counted) == before, "refused transfers have left rows in transfers or entries"
