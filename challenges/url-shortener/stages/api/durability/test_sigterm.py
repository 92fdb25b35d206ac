"""SIGTERM with one request half sent and another connection idle."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from judge_tester import expect


@pytest.fixture
def stopping(service):
    """Whatever happens in the test, the next one finds the service running."""
    yield service
    if not service.alive():
        service.start()


def test_a_request_that_has_begun_is_answered_before_the_end(stopping):
    service = stopping
    body = json.dumps({"url": "https://slow.example/", "alias": "under-way"}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    signalled = threading.Event()

    def in_two_halves():
        yield body[:12]
        signalled.wait(2)
        yield body[12:]

    with service.new_client() as idle, service.new_client() as client, ThreadPoolExecutor(1) as pool:
        expect(idle.post("/links", json={"url": "https://idle.example/", "alias": "idle"})).status(201)
        answer = pool.submit(client.post, "/links", content=in_two_halves(), headers=headers)
        time.sleep(0.25)
        threading.Timer(0.5, signalled.set).start()
        stopped = service.stop(grace_s=5)
        expect(answer.result()).status(201).json({"code": "under-way"})
    assert stopped.exited, "the service was still running 5 s after SIGTERM"
    assert stopped.leftovers == 0, f"{stopped.leftovers} processes of the service were still running after it had ended"
    service.start()
    expect(service.client.get("/under-way")).status(302).header("Location", "https://slow.example/")
    expect(service.client.get("/links/idle")).status(200).json({"url": "https://idle.example/"})
