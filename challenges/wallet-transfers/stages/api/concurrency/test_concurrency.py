import random

from bank import balance_of, expect_balance, expect_sound_books, open_account, transfer
from judge_tester import never_oversold, no_lost_update


def fire(service, transfers):
    """All transfers at once; each has a key of its own."""
    requests = [transfer(*one) for one in transfers]
    return service.fire(len(requests), lambda client, n: client.post("/transfers", **requests[n]))


def test_an_account_is_never_overdrawn(service):
    ann, bob = open_account(service, 1000, "ann"), open_account(service, 0, "bob")
    results = fire(service, [(ann, bob, 100)] * 40)
    results.all_in({201, 409})
    never_oversold(10, results.count(201))
    results.exactly(10, 201)
    expect_balance(service, ann, 0)
    expect_balance(service, bob, 1000)
    expect_sound_books(service, ann)


def test_no_payment_into_a_busy_account_is_lost(service):
    payers = [open_account(service, 1000, "payer") for _ in range(10)]
    shop = open_account(service, 0, "shop")
    results = fire(service, [(payers[n % 10], shop, n + 1) for n in range(40)])
    results.all_in({201})
    no_lost_update(820, balance_of(service, shop), "balance of the shop after 40 payments of 1, 2, 3, … 40")
    assert len(expect_sound_books(service, shop)) == 41


def test_opposite_transfers_do_not_block_each_other(service):
    ann, bob = open_account(service, 10_000, "ann"), open_account(service, 10_000, "bob")
    results = fire(service, [(ann, bob, 3) if n % 2 else (bob, ann, 2) for n in range(40)])
    results.all_in({201})
    no_lost_update(10_000 - 20, balance_of(service, ann), "balance of ann after 20 transfers of 3 out and 20 of 2 in")
    no_lost_update(10_000 + 20, balance_of(service, bob), "balance of bob after 20 transfers of 3 in and 20 of 2 out")
    expect_sound_books(service, ann)


def test_money_is_conserved_among_many_accounts(service):
    accounts = [open_account(service, 300, f"member-{n}") for n in range(6)]
    dice = random.Random(7)
    results = fire(service, [(*dice.sample(accounts, 2), dice.randint(50, 250)) for _ in range(40)])
    results.all_in({201, 409})
    total = sum(balance_of(service, account) for account in accounts)
    assert total == 6 * 300, f"6 accounts had 1800 together; after 40 transfers among them they have {total}"
    for account in accounts:
        expect_sound_books(service, account)


def test_of_many_openings_of_one_account_one_wins(service):
    name = open_account(service, 0, "model").replace("model", "contested")
    results = service.fire(20, lambda client, n: client.post("/accounts", json={"id": name, "balance": n + 1}))
    results.all_in({201, 409})
    won = results.exactly_one(201)
    expect_balance(service, name, won.json()["balance"])
    assert len(expect_sound_books(service, name)) == 1
