import json

from bank import expect_balance, expect_refusal, new_key, open_account, send, transfer
from judge_tester import expect, one_effect


def test_a_key_keeps_its_answer(service):
    ann, bob = open_account(service, 1000, "ann"), open_account(service, 0, "bob")
    key = new_key()
    first = send(service, ann, bob, 400, key)
    expect(first).status(201)
    expect(send(service, ann, bob, 400)).status(201)
    for _ in range(3):
        # What is left would not be enough for it any more.
        expect(send(service, ann, bob, 400, key)).status(201).json(first.json())
    expect_balance(service, ann, 200)
    expect_balance(service, bob, 800)


def test_a_key_belongs_to_one_transfer(service):
    ann, bob, eve = (open_account(service, 1000, name) for name in ("ann", "bob", "eve"))
    key = new_key()
    expect(send(service, ann, bob, 100, key)).status(201)
    for source, target, amount in ((ann, bob, 101), (ann, eve, 100), (eve, bob, 100), (bob, ann, 100)):
        expect_refusal(send(service, source, target, amount, key), 422, "key_reused")
    expect_balance(service, ann, 900)
    expect_balance(service, bob, 1100)
    expect_balance(service, eve, 1000)


def test_the_form_of_the_body_does_not_matter(service):
    ann, bob = open_account(service, 1000, "ann"), open_account(service, 0, "bob")
    key = new_key()
    first = send(service, ann, bob, 100, key)
    expect(first).status(201)
    fields = {"note": "lunch", "amount": 100, "to": bob, "from": ann}
    again = service.client.post(
        "/transfers",
        content=json.dumps(fields, indent=4),
        headers={"Idempotency-Key": key, "Content-Type": "application/json"},
    )
    expect(again).status(201).json(first.json())
    expect_balance(service, bob, 100)


def test_a_refusal_for_lack_of_money_is_final(service):
    ann, bob = open_account(service, 100, "ann"), open_account(service, 100, "bob")
    key = new_key()
    expect_refusal(send(service, ann, bob, 150, key), 409, "insufficient_funds")
    expect(send(service, bob, ann, 100)).status(201)
    expect_refusal(send(service, ann, bob, 150, key), 409, "insufficient_funds")
    expect_refusal(send(service, ann, bob, 10, key), 422, "key_reused")
    expect_balance(service, ann, 200)


def test_other_refusals_leave_the_key_unused(service):
    ann, bob = open_account(service, 100, "ann"), open_account(service, 0, "bob")
    key = new_key()
    expect_refusal(send(service, ann, f"not-{bob}", 10, key), 404, "account_not_found")
    expect_refusal(send(service, ann, bob, -10, key), 422, "invalid_amount")
    expect_refusal(send(service, ann, ann, 10, key), 422, "same_account")
    expect(send(service, ann, bob, 10, key)).status(201)
    expect_balance(service, bob, 10)


def test_a_transfer_has_a_key_of_at_most_200_characters(service):
    ann, bob = open_account(service, 100, "ann"), open_account(service, 0, "bob")
    fields = {"from": ann, "to": bob, "amount": 1}
    expect_refusal(service.client.post("/transfers", json=fields), 400, "missing_key")
    for key in ("", "k" * 201):
        response = service.client.post("/transfers", json=fields, headers={"Idempotency-Key": key})
        expect_refusal(response, 400, "missing_key")
    expect(send(service, ann, bob, 1, new_key().ljust(200, "k"))).status(201)
    expect_balance(service, bob, 1)


def test_twenty_equal_requests_at_once_have_one_effect(service):
    ann, bob = open_account(service, 100_000, "ann"), open_account(service, 0, "bob")
    for amount in (100, 250):
        request = transfer(ann, bob, amount)
        results = service.fire(20, lambda client, n: client.post("/transfers", **request))
        results.all_in({201})
        one_effect(results)
    expect_balance(service, ann, 99_650)
    expect_balance(service, bob, 350)


def test_of_different_requests_with_one_key_at_once_one_wins(service):
    ann, bob = open_account(service, 100_000, "ann"), open_account(service, 0, "bob")
    key = new_key()
    results = service.fire(20, lambda client, n: client.post("/transfers", **transfer(ann, bob, n + 1, key)))
    results.all_in({201, 422})
    won = results.exactly_one(201)
    expect_balance(service, bob, won.json()["amount"])
