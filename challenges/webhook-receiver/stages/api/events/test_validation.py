import pytest
from judge_tester import expect

from provider import deliver, event

WRONG = {
    "id": (None, "", "evt 1", "evt/1", "evt\n", "é", "x" * 65, 7, ["evt_1"]),
    "type": (None, 7, ["payment.captured"], {}),
    "payment": (None, "", "pay 1", "pay.1", "pay_1\n", "x" * 65, 7, {}),
    "seq": (None, 0, -1, 1.5, "1", True, [1]),
    "amount": (None, -1, 0.5, "100", False, {}),
}
MISSING = object()


def invalid(service, body, what):
    response = deliver(service.client, body)
    assert response.status_code == 400, f"{what}: expected status 400, got {response.status_code} {response.text[:100]}"
    expect(response).json({"error": "invalid_event"})


@pytest.mark.parametrize("field", list(WRONG))
def test_a_wrong_or_missing_field_is_refused(service, field):
    for value in (MISSING, *WRONG[field]):
        wrong = event("pay_wrong") | {field: value}
        if value is MISSING:
            del wrong[field]
        invalid(service, wrong, f"{field} missing" if value is MISSING else f"{field} {value!r}")
    expect(service.client.get("/payments/pay_wrong")).status(404)


def test_what_is_no_json_object_is_refused(service):
    for body in (b"", b"{", b"null", b"[]", b'"event"', b"17", b'{"id": "evt_1",}', b'{"id": "\xff\xfe"}'):
        invalid(service, body, f"body {body!r}")


def test_the_signature_is_looked_at_first(service):
    response = service.client.post("/webhooks", content=b"{", headers={"Content-Type": "application/json"})
    expect(response).status(401).json({"error": "missing_signature"})


def test_an_unknown_type_is_ignored_and_its_id_stays_free(service, ledger):
    for kind in ("payment.disputed", "customer.created", "PAYMENT.CAPTURED", "captured", ""):
        ignored = event("pay_ignored") | {"type": kind}
        expect(deliver(service.client, ignored)).status(200).json({"status": "ignored"})
    bare = {"id": ignored["id"], "type": "invoice.sent", "lines": [1, 2]}
    expect(deliver(service.client, bare)).status(200).json({"status": "ignored"})
    expect(service.client.get("/payments/pay_ignored")).status(404)
    expect(deliver(service.client, ignored | {"type": "payment.captured"})).status(200).json({"status": "accepted"})
    ledger.wait_for(1, within_s=2, method="PUT", path="/entries/*")
    kinds = {call.json["type"] for call in ledger.calls_to("PUT", "/entries/*") if call.json["payment"] == "pay_ignored"}
    assert kinds <= {"payment.captured"}, f"types that are not in the list were sent to the ledger: {kinds}"


def test_the_ends_of_all_ranges_are_taken(service):
    long = "A-z_0" + "9" * 59
    edge = event(long, id="Z" * 64, seq=1, amount=0)
    expect(deliver(service.client, edge)).status(200).json({"status": "accepted"})
    far = event(long, "refunded", seq=10**9, amount=10**12)
    expect(deliver(service.client, far)).status(200).json({"status": "accepted"})
    payment = {"payment": long, "status": "refunded", "captured": 0, "refunded": 10**12, "events": 2}
    expect(service.client.get(f"/payments/{long}")).status(200).json(payment)
