"""What the tests say to the service, in the words of the statement."""

from uuid import uuid4

from judge_tester import expect


def open_account(service, balance=0, name="account"):
    """The id of a new account; no other test has it."""
    account = f"{name}-{uuid4().hex[:12]}"
    expect(service.client.post("/accounts", json={"id": account, "balance": balance})).status(201)
    return account


def new_key():
    return uuid4().hex


def transfer(source, target, amount, key=""):
    """What to hand to a client's post, together with /transfers."""
    return {"json": {"from": source, "to": target, "amount": amount}, "headers": {"Idempotency-Key": key or new_key()}}


def send(service, source, target, amount, key=""):
    return service.client.post("/transfers", **transfer(source, target, amount, key))


def balance_of(service, account):
    response = service.client.get(f"/accounts/{account}")
    expect(response).status(200)
    return whole(response.json(), "balance", f"GET /accounts/{account}")


def expect_balance(service, account, balance):
    response = service.client.get(f"/accounts/{account}")
    expect(response).status(200).json({"id": account, "balance": balance})


def expect_refusal(response, status, code):
    return expect(response).status(status).json({"error": code})


def page_of(service, account, **query):
    """One page: its entries, and where the next one begins."""
    response = service.client.get(f"/accounts/{account}/entries", params=query)
    expect(response).status(200)
    page = response.json()
    told = isinstance(page, dict) and isinstance(page.get("entries"), list) and "next" in page
    assert told, f'GET {response.request.url.raw_path.decode()}: expected {{"entries": [...], "next": ...}}, got {page}'
    assert page["next"] is None or isinstance(page["next"], str), f"next should be a text or null, not {page['next']!r}"
    return page["entries"], page["next"]


def entries_of(service, account, limit=200):
    """All entries, page by page."""
    entries, cursor = page_of(service, account, limit=limit)
    while cursor is not None:
        assert len(entries) < 5000, f"the entries of {account} never end"
        page, cursor = page_of(service, account, limit=limit, after=cursor)
        assert page, "a page that next pointed to is empty"
        entries += page
    return entries


def expect_sound_books(service, account):
    """Every balance is the one before it plus the amount, none is negative, and the last is the account's."""
    entries = entries_of(service, account)
    balance = 0
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number} of {len(entries)} of {account}"
        balance += whole(entry, "amount", where)
        said = whole(entry, "balance", where)
        assert said == balance, f"{where} has balance {said}, but the amounts up to it make {balance}"
        assert said >= 0, f"{where} has the negative balance {said}"
    expect_balance(service, account, balance)
    return entries


def whole(fields, name, where):
    value = fields.get(name) if isinstance(fields, dict) else None
    assert type(value) is int, f"{where}: {name} should be a whole number, but is {value!r}"
    return value
