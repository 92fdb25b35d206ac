import re

from django.http import JsonResponse
from django.views.decorators.http import require_GET, require_POST

from models import Account, Key, Transfer
from refusal import Refusal, body, cents


@require_POST
def open_account(request):
    fields = body(request)
    name = fields.get("id")
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9-]{1,40}", name):
        raise Refusal(422, "invalid_id")
    balance = cents(fields.get("balance"), at_least=0)
    account, created = Account.objects.get_or_create(id=name, defaults={"balance": 0})
    if not created:
        raise Refusal(409, "account_exists")
    account.change(balance)
    return JsonResponse({"id": name, "balance": balance}, status=201)


@require_GET
def show_account(request, name):
    return JsonResponse({"id": name, "balance": found(name).balance})


@require_GET
def show_entries(request, name):
    limit = number(request, "limit", "50", "invalid_limit", 1, 200)
    after = number(request, "after", "0", "invalid_cursor", 0, 2**63 - 1)
    rows = list(found(name).entries.filter(id__gt=after).order_by("id")[: limit + 1])
    page = rows[:limit]
    entries = [{"transfer": row.transfer_id, "amount": row.amount, "balance": row.balance} for row in page]
    return JsonResponse({"entries": entries, "next": str(page[-1].id) if len(rows) > limit else None})


@require_POST
def transfer(request):
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 200:
        raise Refusal(400, "missing_key")
    fields = body(request)
    wanted = {field: fields.get(field) for field in ("from", "to", "amount")}
    cents(wanted["amount"], at_least=1)
    if wanted["from"] == wanted["to"]:
        raise Refusal(422, "same_account")
    # Waits for a transaction that has just created the same key, and then finds it.
    claim, created = Key.objects.get_or_create(key=key, defaults={"wanted": wanted})
    if created:
        claim.status, claim.answer = move(wanted)
        claim.save()
    elif claim.wanted != wanted:
        raise Refusal(422, "key_reused")
    return JsonResponse(claim.answer, status=claim.status)


def move(wanted):
    names = [name for name in (wanted["from"], wanted["to"]) if isinstance(name, str)]
    # Everybody locks in the order of ids, so nobody waits in a circle.
    rows = Account.objects.select_for_update(no_key=True).filter(id__in=names).order_by("id")
    accounts = {account.id: account for account in rows}
    if len(accounts) < 2:
        raise Refusal(404, "account_not_found")
    source, target = accounts[wanted["from"]], accounts[wanted["to"]]
    if source.balance < wanted["amount"]:
        return 409, {"error": "insufficient_funds"}
    made = Transfer.objects.create(from_account=source, to_account=target, amount=wanted["amount"])
    source.change(-made.amount, made)
    target.change(made.amount, made)
    return 201, {"id": made.id, **wanted}


def found(name):
    account = Account.objects.filter(id=name).first()
    if account is None:
        raise Refusal(404, "account_not_found")
    return account


def number(request, field, fallback, code, least, most):
    value = request.GET.get(field, fallback)
    if not re.fullmatch("[0-9]{1,19}", value) or not least <= int(value) <= most:
        raise Refusal(400, code)
    return int(value)
