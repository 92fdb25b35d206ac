from bank import balance_of, entries_of, expect_refusal, open_account, send
from judge_tester import expect


def test_an_account_opens_with_its_balance(service):
    opened = service.client.post("/accounts", json={"id": "ann-1", "balance": 10000})
    expect(opened).status(201).json({"id": "ann-1", "balance": 10000})
    expect(service.client.get("/accounts/ann-1")).status(200).json({"id": "ann-1", "balance": 10000})
    again = service.client.post("/accounts", json={"id": "ann-1", "balance": 5})
    expect_refusal(again, 409, "account_exists")
    expect_refusal(service.client.get("/accounts/nobody-1"), 404, "account_not_found")


def test_a_transfer_moves_money_and_shows_in_the_entries(service):
    ann, bob = open_account(service, 10000, "ann"), open_account(service, 0, "bob")
    response = send(service, ann, bob, 250)
    expect(response).status(201).json({"from": ann, "to": bob, "amount": 250})
    number = response.json()["id"]
    assert (balance_of(service, ann), balance_of(service, bob)) == (9750, 250)
    assert entries_of(service, ann) == [
        {"transfer": None, "amount": 10000, "balance": 10000},
        {"transfer": number, "amount": -250, "balance": 9750},
    ]


def test_more_than_there_is_is_refused(service):
    ann, bob = open_account(service, 100, "ann"), open_account(service, 0, "bob")
    expect_refusal(send(service, ann, bob, 101), 409, "insufficient_funds")
    assert (balance_of(service, ann), balance_of(service, bob)) == (100, 0)


def test_a_repeated_key_gets_the_same_answer_and_moves_nothing(service):
    ann, bob = open_account(service, 100, "ann"), open_account(service, 0, "bob")
    first = send(service, ann, bob, 30, key=f"lunch-{ann}")
    expect(first).status(201)
    second = send(service, ann, bob, 30, key=f"lunch-{ann}")
    expect(second).status(201).json(first.json())
    assert (balance_of(service, ann), balance_of(service, bob)) == (70, 30)
