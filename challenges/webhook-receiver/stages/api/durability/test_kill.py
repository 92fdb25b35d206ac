"""kill -9 before, while and after the ledger is told."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
from judge_tester import expect

from provider import booked_once, deliver, event, path_of


def accepted(service, *events):
    for sent in events:
        expect(deliver(service.client, sent)).status(200).json({"status": "accepted"})


def test_what_was_accepted_is_kept_and_told_to_the_ledger_once(service, ledger):
    booked, waiting, hanging = ([event(f"pay_{name}", amount=10) for _ in range(4)] for name in ("b", "w", "h"))
    for sent in waiting:
        ledger.on("PUT", path_of(sent)).fail(503)
    for sent in hanging:
        ledger.on("PUT", path_of(sent)).hang()
    accepted(service, *booked, *waiting, *hanging)
    for sent in (*booked, *waiting, *hanging):
        ledger.wait_for(1, within_s=3, method="PUT", path=path_of(sent))
    time.sleep(0.2)
    expect(service.client.get("/healthz")).status(200)
    time.sleep(0.2)  # by now the bookings are noted
    service.kill()
    time.sleep(0.1)  # a call that left just before the end may still be on its way
    told = {sent["id"]: len(ledger.calls_to("PUT", path_of(sent))) for sent in (*booked, *waiting, *hanging)}
    ledger.on("PUT", "/entries/*").reply(204)
    service.start()
    for sent in (*waiting, *hanging):
        ledger.wait_for(told[sent["id"]] + 1, within_s=6, method="PUT", path=path_of(sent))
    for name in ("b", "w", "h"):
        expect(service.client.get(f"/payments/pay_{name}")).status(200).json({"captured": 40, "events": 4})
    for sent in (booked[0], waiting[0], hanging[0]):
        expect(deliver(service.client, sent)).status(200).json({"status": "duplicate"})
    time.sleep(0.2)
    for sent in booked:
        more = len(ledger.calls_to("PUT", path_of(sent))) - told[sent["id"]]
        assert not more, f"PUT {path_of(sent)} was booked before kill -9, and sent {more} times more after it"
    for sent in (*waiting, *hanging):
        booked_once(ledger, sent, told[sent["id"]] + 1)


def test_nothing_that_was_accepted_is_lost_when_it_is_killed_at_work(service, ledger):
    events = [event("pay_crash", seq=n + 1, amount=1) for n in range(300)]
    sent_before, answered = [], set()

    def provider(share):
        """Deliver until the service is gone."""
        with service.new_client() as client:
            for sent in share:
                sent_before.append(sent)
                if deliver(client, sent).status_code == 200:
                    answered.add(sent["id"])

    with ThreadPoolExecutor(3) as pool:
        work = [pool.submit(provider, events[worker::3]) for worker in range(3)]
        time.sleep(0.25)
        service.kill()
        for done in work:
            assert isinstance(done.exception(), httpx.TransportError | None), repr(done.exception())
    service.start()
    lost = []
    for sent in sent_before:  # the last ones may have been taken or not: now they are, once
        again = deliver(service.client, sent)
        expect(again).status(200)
        if sent["id"] in answered and again.json().get("status") != "duplicate":
            lost.append(sent["id"])
    assert not lost, f"{len(lost)} of {len(answered)} events were answered 200 and are unknown after kill -9: {lost[:3]}"
    total = len(sent_before)
    expect(service.client.get("/payments/pay_crash")).status(200).json({"events": total, "captured": total})
    for sent in sent_before:
        ledger.wait_for(1, within_s=10, method="PUT", path=path_of(sent))


def test_sigterm_ends_it_though_the_ledger_hangs_and_nothing_is_forgotten(service, ledger):
    sent = event("pay_term")
    ledger.on("PUT", path_of(sent)).hang()
    accepted(service, sent)
    ledger.wait_for(1, within_s=2, method="PUT", path=path_of(sent))
    stopped = service.stop(grace_s=5)
    calls = len(ledger.calls_to("PUT", path_of(sent)))
    ledger.on("PUT", path_of(sent)).reply(204)
    service.start()
    assert stopped.exited, "the service was still running 5 s after SIGTERM"
    ledger.wait_for(calls + 1, within_s=6, method="PUT", path=path_of(sent))
