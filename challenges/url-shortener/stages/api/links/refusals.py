"""What a refused POST /links must look like, with the body in the message."""

from judge_tester import expect


def refused(service, body, status, error):
    response = service.client.post("/links", json=body)
    sent = repr(body) if len(repr(body)) < 120 else f"{repr(body)[:117]}…"
    assert response.status_code == status, f"POST /links {sent}: expected status {status}, got {response.status_code}"
    expect(response).json({"error": error})
