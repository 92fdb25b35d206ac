"""Events of one payment in every order but the right one."""

from itertools import permutations

from judge_tester import expect

from provider import deliver, event

HISTORY = [("created", 0), ("authorized", 5000), ("captured", 3000), ("captured", 2000), ("refunded", 1200)]


def test_the_highest_seq_decides_whatever_came_last(service):
    for number, order in enumerate(list(permutations(range(5)))[::17]):
        payment = f"pay_order_{number}"
        for place in order:
            kind, amount = HISTORY[place]
            expect(deliver(service.client, event(payment, kind, seq=place + 1, amount=amount))).status(200)
        shown = service.client.get(f"/payments/{payment}")
        expect(shown).status(200)
        expected = {"payment": payment, "status": "refunded", "captured": 5000, "refunded": 1200, "events": 5}
        arrived = [place + 1 for place in order]
        assert shown.json() == expected, f"events arrived as seq {arrived}: expected {expected}, got {shown.json()}"


def test_a_late_event_counts_without_setting_the_status_back(service):
    expect(deliver(service.client, event("pay_late", "failed", seq=12))).status(200)
    expect(service.client.get("/payments/pay_late")).status(200).json({"status": "failed", "captured": 0})
    expect(deliver(service.client, event("pay_late", "captured", seq=9, amount=70))).status(200)
    expect(service.client.get("/payments/pay_late")).status(200).json({"status": "failed", "captured": 70, "events": 2})
    expect(deliver(service.client, event("pay_late", "authorized", seq=100))).status(200)
    expect(service.client.get("/payments/pay_late")).status(200).json({"status": "authorized", "events": 3})


def test_payments_do_not_mix(service):
    for payment in ("pay_A", "pay_a", "pay_-", "pay__"):
        expect(deliver(service.client, event(payment, amount=1))).status(200)
    for payment in ("pay_A", "pay_a", "pay_-", "pay__"):
        expect(service.client.get(f"/payments/{payment}")).status(200).json({"captured": 1, "events": 1})
    expect(service.client.get("/payments/pay_%25")).status(404).json({"error": "not_found"})
    expect(service.client.get("/payments/x'%20OR%20'1'='1")).status(404).json({"error": "not_found"})
