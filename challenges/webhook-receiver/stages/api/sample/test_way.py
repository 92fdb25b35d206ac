"""One event on its way from the provider to the ledger."""

from judge_tester import expect

from provider import HEADER, deliver, entry, event, path_of


def test_a_signed_event_is_accepted_and_shows_in_its_payment(service):
    captured = event("pay_sample", seq=3, amount=129900)
    expect(deliver(service.client, captured)).status(200).json({"status": "accepted"})
    payment = {"payment": "pay_sample", "status": "captured", "captured": 129900, "refunded": 0, "events": 1}
    expect(service.client.get("/payments/pay_sample")).status(200).json(payment)


def test_an_accepted_event_is_booked_in_the_ledger(service, ledger):
    captured = event("pay_booked", note="not for the ledger")
    expect(deliver(service.client, captured)).status(200)
    call = ledger.wait_for(1, within_s=2, method="PUT", path=path_of(captured))[0]
    assert call.json == entry(captured), f"PUT {call.path}: expected the body {entry(captured)}, got {call.body!r}"


def test_a_second_delivery_is_a_duplicate(service):
    captured = event("pay_twice", amount=700)
    expect(deliver(service.client, captured)).status(200).json({"status": "accepted"})
    expect(deliver(service.client, captured)).status(200).json({"status": "duplicate"})
    expect(service.client.get("/payments/pay_twice")).status(200).json({"captured": 700, "events": 1})


def test_a_wrong_signature_has_no_effect(service):
    forged = {HEADER: f"t=1767225600,v1={'0' * 64}"}
    response = service.client.post("/webhooks", json=event("pay_forged"), headers=forged)
    expect(response).status(401).json({"error": "invalid_signature"})
    expect(service.client.get("/payments/pay_forged")).status(404).json({"error": "not_found"})
