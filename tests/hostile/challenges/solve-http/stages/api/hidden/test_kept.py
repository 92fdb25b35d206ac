import secrets

from judge_tester import expect


def test_what_is_kept_outlives_a_restart(service):
    before = service.client.get("/kept").json()["kept"]
    number = secrets.randbelow(10**9)
    expect(service.client.post("/kept", json=number)).status(200)
    service.kill()
    service.start()
    expect(service.client.get("/kept")).status(200).json({"kept": before + number})
