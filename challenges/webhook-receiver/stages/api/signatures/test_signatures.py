import json

import pytest
from judge_tester import expect

from provider import HEADER, SECRET, deliver, event, mac, now, signed


def send(service, body, header):
    headers = {"Content-Type": "application/json"} | ({} if header is None else {HEADER: header})
    return service.client.post("/webhooks", content=body, headers=headers)


def refused(service, header, error, payment="pay_refused"):
    body = json.dumps(event(payment)).encode()
    text = header(body) if callable(header) else header
    response = send(service, body, text)
    assert response.status_code == 401, f"{HEADER}: {text}: expected status 401, got {response.status_code}"
    expect(response).json({"error": error})
    expect(service.client.get(f"/payments/{payment}")).status(404)


@pytest.mark.parametrize(
    "header",
    [None, "", "t=1767225600", "v1=" + "0" * 64, "t=,v1=" + "0" * 64, "t=soon,v1=" + "0" * 64, "t=-5,v1=00", "0" * 64, ",,=,;"],
    ids=["none", "empty", "only-t", "only-v1", "t-empty", "t-a-word", "t-negative", "bare", "scraps"],
)
def test_a_header_without_time_or_signature_is_missing(service, header):
    refused(service, header, "missing_signature")


def test_a_wrong_signature_is_invalid(service):
    def under_another_key(body):
        return f"t={now()},v1={mac(body, now(), b'whsec_0000000000000000')}"

    def without_time(body):
        return f"t={now()},v1={mac(body, '')}"

    def cut_off(body):
        return f"t={now()},v1={mac(body, now())[:32]}"

    def with_a_longer_tail(body):
        return f"t={now()},v1={mac(body, now())}00"

    def of_an_older_scheme(body):
        return f"t={now()},v0={mac(body, now())},v1={'0' * 64}"

    for header in (under_another_key, without_time, cut_off, with_a_longer_tail, of_an_older_scheme):
        refused(service, header, "invalid_signature")
    for text in ("", "no hexadecimal", "0" * 5000, "é".encode("latin-1")):
        header = f"t={now()},v1=".encode() + (text if isinstance(text, bytes) else text.encode())
        refused(service, header, "invalid_signature")


def test_a_borrowed_signature_is_invalid(service):
    harmless = json.dumps(event("pay_borrowed", amount=1)).encode()
    borrowed = signed(harmless)[HEADER]
    dear = json.dumps(event("pay_borrowed", amount=1_000_000)).encode()
    expect(send(service, dear, borrowed)).status(401).json({"error": "invalid_signature"})
    t, v1 = now(), mac(harmless, now(-60))
    expect(send(service, harmless, f"t={t},v1={v1}")).status(401).json({"error": "invalid_signature"})
    expect(service.client.get("/payments/pay_borrowed")).status(404)


def test_a_time_too_far_from_now_is_stale(service):
    for offset_s in (-86400, -310, 310, 86400):
        refused(service, lambda body, t=now(offset_s): signed(body, t)[HEADER], "stale_timestamp")
    for t in ("0", "9" * 30):
        refused(service, lambda body, t=t: signed(body, t)[HEADER], "stale_timestamp")


def test_a_replay_from_yesterday_is_stale_though_its_event_is_known(service):
    captured = event("pay_replayed")
    expect(deliver(service.client, captured)).status(200).json({"status": "accepted"})
    body = json.dumps(captured).encode()
    old = send(service, body, signed(body, now(-86400))[HEADER])
    expect(old).status(401).json({"error": "stale_timestamp"})


def test_a_time_within_five_minutes_is_fresh(service):
    for offset_s in (-290, 290):
        body = json.dumps(event("pay_fresh")).encode()
        expect(send(service, body, signed(body, now(offset_s))[HEADER])).status(200).json({"status": "accepted"})


def test_one_right_signature_among_others_is_enough_in_any_order(service):
    for shape in (
        "t={t},v1={wrong},v1={right}",
        "t={t},v1={right},v1={wrong}",
        "v1={right},t={t}",
        "v0={wrong},key=2026-01,v1={right},t={t},x",
    ):
        body = json.dumps(event("pay_rotated")).encode()
        t = now()
        header = shape.format(t=t, wrong="0" * 64, right=mac(body, t, SECRET))
        response = send(service, body, header)
        assert response.status_code == 200, f"{HEADER}: {header}: expected status 200, got {response.status_code}"
        expect(response).json({"status": "accepted"})


def test_the_signature_is_over_the_body_as_it_was_sent(service):
    for number, shape in enumerate((
        '{{"amount": 5.0e0, "amount": 5,"seq":{n},\n\n  "payment":"pay_raw","type":"payment.captured","id":"{id}"}}',
        ' {{"id":"{id}","type":"payment\\u002ecaptured","payment":"pay_\\u0072aw","seq":{n},"amount":5,"note":"\\u00fc ü \\/"}}\r\n',
        '{{"id" : "{id}","type":"payment.captured","payment":"pay_raw","seq":{n},"amount":5,"rate":1.10,"big":12345678901234567890}}',
    ), 1):  # fmt: skip
        body = shape.format(id=event("pay_raw")["id"], n=number).encode()
        expect(send(service, body, signed(body)[HEADER])).status(200).json({"status": "accepted"})
    expect(service.client.get("/payments/pay_raw")).status(200).json({"captured": 15, "events": 3})
