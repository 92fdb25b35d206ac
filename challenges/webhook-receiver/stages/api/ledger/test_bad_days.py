"""The ledger answers errors, hangs, breaks off."""

import time

from judge_tester import expect

from provider import booked_once, deliver, entry, event, path_of

WAITS_S = (0.02, 0.04, 0.08, 0.16, 0.16, 0.16, 0.16, 0.16)
BUSY_S = 1.5  # what a loaded machine may add to a wait
EARLY_S = 0.005  # timers of some languages ring a little early


def accepted(service, sent):
    expect(deliver(service.client, sent)).status(200).json({"status": "accepted"})


def calls_of(ledger, sent, count, within_s):
    """The calls for one event, which must be as many and each the same."""
    calls = ledger.wait_for(count, within_s=within_s, method="PUT", path=path_of(sent))
    for call in calls:
        assert call.json == entry(sent), f"PUT {call.path}: expected the body {entry(sent)}, got {call.body!r}"
    return calls


def test_whatever_is_not_2xx_is_tried_again_and_2xx_never(service, ledger):
    events = {status: event("pay_errors") for status in (200, 201, 202, 204, 302, 400, 404, 409, 429, 500, 503)}
    for status, sent in events.items():
        ledger.on("PUT", path_of(sent)).reply(status, json={"status": status}, times=1)
        accepted(service, sent)
    for status, sent in events.items():
        calls_of(ledger, sent, 1 if status < 300 else 2, within_s=5)
    time.sleep(0.3)
    for status, sent in events.items():
        booked_once(ledger, sent, 1 if status < 300 else 2)


def test_a_connection_that_breaks_is_tried_again(service, ledger):
    dropped, cut = event("pay_broken"), event("pay_broken")
    ledger.on("PUT", path_of(dropped)).drop(times=2)
    ledger.on("PUT", path_of(cut)).cut(200, body="x" * 2000, times=1)
    for sent in (dropped, cut):
        accepted(service, sent)
    calls_of(ledger, dropped, 3, within_s=5)
    calls_of(ledger, cut, 2, within_s=5)


def test_waits_double_up_to_their_limit(service, ledger):
    sent = event("pay_backoff")
    ledger.on("PUT", path_of(sent)).fail(503, times=len(WAITS_S))
    accepted(service, sent)
    times = [call.at_s for call in calls_of(ledger, sent, len(WAITS_S) + 1, within_s=8)]
    waits = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    shown = ", ".join(f"{wait:.3f}" for wait in waits)
    for number, (wait, least) in enumerate(zip(waits, WAITS_S, strict=False), 1):
        assert wait >= least - EARLY_S, f"wait {number} must be at least {least} s; the waits were {shown}"
        assert wait <= least + 0.3 + BUSY_S, f"wait {number} must be at most {least + 0.3:.2f} s; the waits were {shown}"


def test_the_provider_does_not_wait_for_the_ledger(service, ledger):
    ledger.on("PUT", "/entries/*").hang()
    took = []
    while len(took) < 3 and min(took, default=9) > 0.9:  # the machine may be busy, but not three times
        began_s = time.monotonic()
        accepted(service, event("pay_patience"))
        took.append(time.monotonic() - began_s)
    assert min(took) <= 0.9, f"while the ledger hung, POST /webhooks was answered after {min(took):.2f} s"


def test_calls_that_hang_hold_up_no_other_and_slow_ones_are_waited_for(service, ledger):
    stuck, slow = [event("pay_stuck") for _ in range(20)], event("pay_slow")
    for sent in stuck:
        ledger.on("PUT", path_of(sent)).hang()
    ledger.on("PUT", path_of(slow)).delay(0.4).reply(200, json={})
    service.fire(len(stuck), lambda client, n: deliver(client, stuck[n])).all_in({200})
    accepted(service, slow)
    took = []
    while len(took) < 3 and min(took, default=9) > 0.9:
        free, began_s = event("pay_free"), time.monotonic()
        accepted(service, free)
        calls_of(ledger, free, 1, within_s=5)
        took.append(time.monotonic() - began_s)
    assert min(took) <= 0.9, f"while calls for {len(stuck)} events hung, that for another one came after {min(took):.2f} s"
    for sent in stuck:
        calls_of(ledger, sent, 1, within_s=5)
    for sent in stuck:
        ledger.on("PUT", path_of(sent)).reply(204)
    for sent in stuck:
        call, again = calls_of(ledger, sent, 2, within_s=15)[:2]
        waited_s = again.at_s - call.at_s
        assert waited_s > 0.5, f"PUT {call.path} hung and was called again after {waited_s:.2f} s; it must be given 1 s"
    booked_once(ledger, slow)
