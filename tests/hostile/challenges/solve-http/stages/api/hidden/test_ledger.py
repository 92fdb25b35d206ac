import secrets

from judge_tester import expect


def test_the_sum_gets_into_the_ledger_once(service, ledger):
    numbers = [secrets.randbelow(10**9) for _ in range(3)]
    ledger.on("POST", "/entries").reply(201)
    expect(service.client.post("/audit", json=numbers)).status(204)
    assert [call.json for call in ledger.calls_to("POST", "/entries")] == [{"sum": sum(numbers)}]


def test_a_ledger_that_refuses_is_told(service, ledger):
    ledger.on("POST", "/entries").reply(500)
    expect(service.client.post("/audit", json=[1, 2])).status(502)
