from bank import entries_of, expect_refusal, expect_sound_books, open_account, page_of, send
from judge_tester import expect


def moved(service, *amounts):
    """An account that began with 1000 and got (or, where negative, gave) the amounts; with ids of the transfers."""
    account, other = open_account(service, 1000, "audited"), open_account(service, 1000, "other")
    numbers = []
    for amount in amounts:
        source, target = (other, account) if amount > 0 else (account, other)
        response = send(service, source, target, abs(amount))
        expect(response).status(201)
        numbers.append(response.json()["id"])
    return account, other, numbers


def test_entries_tell_the_story_of_both_accounts(service):
    account, other, numbers = moved(service, -100, 30, -930)
    assert expect_sound_books(service, account) == [
        {"transfer": None, "amount": 1000, "balance": 1000},
        {"transfer": numbers[0], "amount": -100, "balance": 900},
        {"transfer": numbers[1], "amount": 30, "balance": 930},
        {"transfer": numbers[2], "amount": -930, "balance": 0},
    ]
    assert [entry["amount"] for entry in expect_sound_books(service, other)] == [1000, 100, -30, 930]


def test_pages_cover_the_list_without_gap_or_repetition(service):
    account, _, numbers = moved(service, 1, 2, 3, 4, 5)
    whole_list, end = page_of(service, account)
    assert end is None, f"all {len(whole_list)} entries fit into one page, but next is {end!r}"
    assert [entry["transfer"] for entry in whole_list] == [None, *numbers]
    for limit in (1, 2, 3, 4, 5, 6, 200):
        assert entries_of(service, account, limit) == whole_list, f"pages of {limit} differ from the whole list"
    first, cursor = page_of(service, account, limit=3)
    second, end = page_of(service, account, limit=3, after=cursor)
    assert (len(first), len(second), end) == (3, 3, None), "6 entries are two pages of 3, and nothing follows"


def test_a_page_stays_where_it_is_while_transfers_are_made(service):
    account, other, _ = moved(service, 1, 2, 3)
    seen, cursor = page_of(service, account, limit=2)
    while cursor is not None:
        if len(seen) < 12:
            expect(send(service, other, account, 10 + len(seen))).status(201)
        page, cursor = page_of(service, account, limit=2, after=cursor)
        assert page, "a page that next pointed to is empty"
        seen += page
    assert seen == entries_of(service, account), "what was seen page by page is not what the list has now"


def test_a_page_has_50_entries_unless_asked_for_less(service):
    account, _, _ = moved(service, *[1] * 50)
    page, cursor = page_of(service, account)
    assert len(page) == 50, f"expected 50 of the 51 entries, got {len(page)}"
    assert len(page_of(service, account, after=cursor)[0]) == 1


def test_limits_cursors_and_accounts_are_checked(service):
    account = open_account(service)
    for limit in ("0", "-1", "201", "ten", "1.5", ""):
        response = service.client.get(f"/accounts/{account}/entries", params={"limit": limit})
        expect_refusal(response, 400, "invalid_limit")
    response = service.client.get(f"/accounts/{account}/entries", params={"after": "x"})
    expect_refusal(response, 400, "invalid_cursor")
    expect_refusal(service.client.get("/accounts/nobody/entries"), 404, "account_not_found")
