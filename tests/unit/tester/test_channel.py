"""The control channel: lines of bounded size, answers that find their ask, and an end when nobody listens."""

import contextlib
import json
import signal
import socket
import threading
from collections.abc import Iterator

import pytest

from judge_tester.alarm import Alarm
from judge_tester.channel import Channel
from judge_tester.failures import ChannelClosed, ServiceFailed, TestTimeout


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, Alarm()), theirs


def test_a_line_is_json_on_one_line(ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends
    channel.send(kind="test", message="a\nb ü \ud800")

    assert worker.recv(9999) == b'{"kind": "test", "message": "a\\nb \xc3\xbc ?"}\n'


@pytest.mark.parametrize("letter", ["x", "\x01", "ü", "😀", '"'])
def test_a_long_line_is_made_to_fit(letter: str, ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends
    texts = dict.fromkeys(("message", "detail", "transcript", "curl"), letter * 20000)
    received = threading.Thread(target=channel.send, kwargs={"kind": "test", "id": "a::b", **texts})
    received.start()
    line = worker.makefile("rb").readline()
    received.join()

    assert 10_000 < len(line) <= 64 * 1024
    assert json.loads(line)["id"] == "a::b"


def test_an_answer_that_nobody_waits_for_any_more_is_dropped(ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends
    worker.sendall(b'{"n": 0, "ok": {"text": "late"}}\n{"n": 1, "ok": {"text":')
    threading.Timer(0.05, worker.sendall, [b' "now"}}\n']).start()

    assert channel.ask("logs") == {"text": "now"}


def test_a_refusal_carries_its_cause(ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends
    worker.sendall(b'{"n": 1, "error": "exited_at_start", "message": "Exit code 1."}\n')

    with pytest.raises(ServiceFailed, match=r"start: Exit code 1\.") as caught:
        channel.ask("start")

    assert caught.value.reason == "exited_at_start"


def test_a_worker_that_is_gone_ends_it(ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends
    worker.close()

    with pytest.raises(ChannelClosed):
        channel.ask("logs")


def test_what_was_given_up_is_settled_by_its_answer(ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends
    channel._asked = 1
    answer = threading.Timer(0.05, worker.sendall, [b'{"n": 1, "ok": {}}\n'])
    answer.start()

    channel.settle()

    assert channel._answered == 1
    answer.join()


def test_asks_of_several_threads_do_not_mix(ends: tuple[Channel, socket.socket]) -> None:
    channel, worker = ends

    def answer() -> None:
        for text in worker.makefile("rb"):
            ask = json.loads(text)
            worker.sendall(json.dumps({"n": ask["n"], "ok": {"text": ask["op"]}}).encode() + b"\n")

    threading.Thread(target=answer, daemon=True).start()
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda op=op: results.append(channel.ask(op) == {"text": op}))
        for op in map(str, range(20))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [True] * 20


def test_an_alarm_at_any_moment_loses_neither_an_ask_nor_its_answer() -> None:
    """What was counted and never sent, or answered and never noted, would be waited for until the stage is over."""
    alarm = Alarm()
    before = signal.getsignal(signal.SIGALRM)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel = Channel(ours, alarm)
        alarm.install()

        def answer() -> None:
            with contextlib.suppress(OSError):
                for text in theirs.makefile("rb"):
                    theirs.sendall(json.dumps({"n": json.loads(text)["n"], "ok": {}}).encode() + b"\n")

        threading.Thread(target=answer, daemon=True).start()
        try:
            for number in range(400):
                alarm.arm(0.001 + number % 97 / 50_000)
                with contextlib.suppress(TestTimeout), alarm.heard():
                    while True:
                        channel.ask("stat")
                alarm.disarm()
                settled = threading.Thread(target=channel.settle, daemon=True)
                settled.start()
                settled.join(10)
                assert not settled.is_alive(), f"waits for ever after {number} timeouts"
        finally:
            alarm.disarm()
            signal.signal(signal.SIGALRM, before)
