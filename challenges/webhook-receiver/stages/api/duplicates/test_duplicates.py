import time

from judge_tester import expect, no_lost_update

from provider import booked_once, deliver, event, path_of

CLIENTS = 40


def verdicts(race):
    race.all_in({200})
    return [response.json().get("status") for response in race.responses]


def test_of_many_deliveries_at_once_one_is_accepted(service, ledger):
    for turn in range(3):
        payment = f"pay_storm_{turn}"
        captured = event(payment, amount=250)
        found = verdicts(service.fire(CLIENTS, lambda client, n, sent=captured: deliver(client, sent)))
        accepted, duplicate = found.count("accepted"), found.count("duplicate")
        assert (accepted, duplicate) == (1, CLIENTS - 1), (
            f"{CLIENTS} deliveries of one event at once: expected 1 accepted and {CLIENTS - 1} duplicate, "
            f"got {accepted} and {duplicate}"
        )
        expect(service.client.get(f"/payments/{payment}")).status(200).json({"captured": 250, "events": 1})
        time.sleep(0.1)
        booked_once(ledger, captured)


def test_different_events_at_once_all_count(service):
    for turn in range(2):
        payment = f"pay_busy_{turn}"
        parts = [event(payment, seq=n + 1, amount=n + 1) for n in range(CLIENTS)]
        found = verdicts(service.fire(CLIENTS, lambda client, n, sent=parts: deliver(client, sent[n])))
        assert set(found) == {"accepted"}, f"{CLIENTS} different events at once: expected all accepted, got {set(found)}"
        shown = service.client.get(f"/payments/{payment}")
        expect(shown).status(200)
        no_lost_update(CLIENTS, shown.json()["events"], f"events of {payment}")
        no_lost_update(CLIENTS * (CLIENTS + 1) // 2, shown.json()["captured"], f"captured amount of {payment}")


def test_the_first_content_of_an_id_stands(service, ledger):
    first = event("pay_first", seq=1, amount=10)
    expect(deliver(service.client, first)).status(200).json({"status": "accepted"})
    other = first | {"payment": "pay_second", "amount": 99, "seq": 5, "type": "payment.failed"}
    expect(deliver(service.client, other)).status(200).json({"status": "duplicate"})
    expect(service.client.get("/payments/pay_second")).status(404)
    expect(service.client.get("/payments/pay_first")).status(200).json({"status": "captured", "captured": 10, "events": 1})
    call = ledger.wait_for(1, within_s=2, method="PUT", path=path_of(first))[0]
    assert call.json["amount"] == 10, f"the ledger was sent {call.json}"


def test_duplicates_after_the_booking_reach_no_ledger(service, ledger):
    captured = event("pay_again")
    expect(deliver(service.client, captured)).status(200).json({"status": "accepted"})
    ledger.wait_for(1, within_s=2, method="PUT", path=path_of(captured))
    for _ in range(3):
        expect(deliver(service.client, captured)).status(200).json({"status": "duplicate"})
    time.sleep(0.3)
    booked_once(ledger, captured)
