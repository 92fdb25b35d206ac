from bank import entries_of, expect_balance, expect_refusal, new_key, open_account, send

MOST = 10**12
NO_AMOUNTS = ("0", "-1", "-0.5", "10.5", '"100"', "true", "null", "[1]", f"{MOST + 1}", "1" + "0" * 30, "1e400")


def post_raw(service, path, text):
    headers = {"Content-Type": "application/json", "Idempotency-Key": new_key()}
    return service.client.post(path, content=text, headers=headers)


def test_what_is_no_whole_number_of_cents_is_refused(service):
    ann, bob = open_account(service, 1000, "ann"), open_account(service, 0, "bob")
    for amount in NO_AMOUNTS:
        response = post_raw(service, "/transfers", f'{{"from": "{ann}", "to": "{bob}", "amount": {amount}}}')
        expect_refusal(response, 422, "invalid_amount")
    expect_refusal(post_raw(service, "/transfers", f'{{"from": "{ann}", "to": "{bob}"}}'), 422, "invalid_amount")
    expect_balance(service, ann, 1000)
    expect_balance(service, bob, 0)


def test_an_account_opens_with_0_or_more(service):
    assert entries_of(service, open_account(service, 0)) == [{"transfer": None, "amount": 0, "balance": 0}]
    for number, balance in enumerate(NO_AMOUNTS[1:]):
        name = f"unopened-{number}"
        response = post_raw(service, "/accounts", f'{{"id": "{name}", "balance": {balance}}}')
        expect_refusal(response, 422, "invalid_amount")
        expect_refusal(service.client.get(f"/accounts/{name}"), 404, "account_not_found")


def test_ids_have_1_to_40_small_letters_digits_and_hyphens(service):
    for wrong in ("", "Ann", "a b", "a/b", "é", "ann\n", "a" * 41, 7, None, True, ["a"]):
        response = service.client.post("/accounts", json={"id": wrong, "balance": 1})
        expect_refusal(response, 422, "invalid_id")
    longest = open_account(service, 1, "a" * 27)
    assert len(longest) == 40
    expect_balance(service, longest, 1)


def test_a_body_that_is_no_object_is_refused(service):
    for path in ("/accounts", "/transfers"):
        for text in ("{", "[]", '"ann"', "null", "7", "id=ann&balance=5"):
            expect_refusal(post_raw(service, path, text), 400, "invalid_body")


def test_both_accounts_exist_and_are_two(service):
    ann = open_account(service, 1000, "ann")
    for source, target in ((ann, "nobody"), ("nobody", ann), ("nobody", "nowhere"), (ann, 7), (ann, None)):
        expect_refusal(send(service, source, target, 1), 404, "account_not_found")
    expect_refusal(send(service, ann, ann, 1), 422, "same_account")
    assert len(entries_of(service, ann)) == 1


def test_the_largest_amounts_move_to_the_cent(service):
    rich = [open_account(service, MOST, "rich") for _ in range(3)]
    sink = open_account(service, 1, "sink")
    for account in rich:
        assert send(service, account, sink, MOST).status_code == 201
    expect_balance(service, sink, 3 * MOST + 1)
    expect_balance(service, rich[0], 0)
