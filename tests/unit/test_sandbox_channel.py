"""The worker's end of a supervisor's pipe: every reply belongs to its request, or the box is lost."""

import socket
import threading

import pytest

from judge.domain.errors import SandboxUnavailable
from worker.sandbox import channel
from worker.sandbox.channel import WINDOW, Channel, Message
from worker.sandbox.interface import giving_up
from worker.supervisor import frames


class Wire:
    """One end of a pair of sockets, as a channel wants it."""

    def __init__(self) -> None:
        self._ours, self.theirs = socket.socketpair()
        self._ours.setblocking(False)
        self.peers: list[threading.Thread] = []

    def reader(self) -> int:
        return self._ours.fileno()

    writer = reader

    def read(self) -> bytes:
        try:
            data = self._ours.recv(1 << 16)
        except BlockingIOError:
            return b""
        if not data:
            raise EOFError
        return data

    def write(self, data: memoryview) -> int:
        return self._ours.send(data)

    def diagnosis(self) -> str:
        return "its last words"

    def close(self) -> None:
        self._ours.close()
        self.theirs.close()


class Peer:
    """Answers each request with its own number; ``heard`` are those that it got."""

    def __init__(self, wire: Wire) -> None:
        self.heard: list[int] = []
        self._wire = wire
        wire.peers.append(threading.Thread(target=self._serve, daemon=True))
        wire.peers[-1].start()

    def _serve(self) -> None:
        decoder = frames.Decoder()
        while data := self._wire.theirs.recv(1 << 16):
            decoder.feed(data)
            while (frame := decoder.next()) is not None:
                self.heard.append(frame[0]["n"])
                self._wire.theirs.sendall(frames.encode(frame[0], frame[1]))


@pytest.fixture
def wire():
    made = Wire()
    yield made
    made.theirs.shutdown(socket.SHUT_RDWR)
    for peer in made.peers:
        peer.join()  # or it would read on from whoever gets the closed socket's number
    made.close()


def asks(count, body=b""):
    return [Message({"n": number}, body) for number in range(count)]


def test_replies_come_in_the_order_of_their_requests_however_large_both_are(wire):
    Peer(wire)
    body = b"x" * 1_000_000
    assert [(header["n"], len(given)) for header, given in Channel(wire).pipeline(asks(6, body))] == [
        (number, len(body)) for number in range(6)
    ]


def test_no_more_is_sent_ahead_than_a_few(wire):
    peer, one = Peer(wire), Channel(wire)
    replies = one.pipeline(asks(20))
    next(replies)
    assert len(peer.heard) <= WINDOW
    replies.close()


def test_a_reply_that_nobody_wanted_any_more_is_not_taken_for_the_next_ones(wire):
    peer, one = Peer(wire), Channel(wire)
    replies = one.pipeline(asks(20))
    next(replies)
    replies.close()
    assert one.call(Message({"n": 99}))[0] == {"n": 99}
    assert peer.heard == [*range(WINDOW), 99]


def test_a_box_that_says_nothing_within_its_time_is_lost(wire):
    with pytest.raises(SandboxUnavailable, match="no answer from the box within 0 s"):
        Channel(wire).call(Message({}, timeout_s=0.05))


def test_a_box_whose_answer_nobody_wants_is_not_waited_for(wire, monkeypatch):
    monkeypatch.setattr(channel, "LOOK_S", 0.01)
    looks = []
    with (
        giving_up(lambda: looks.append(1) or len(looks) > 2),
        pytest.raises(SandboxUnavailable, match="nobody waits"),
    ):
        Channel(wire).call(Message({}, timeout_s=20.0))
    assert len(looks) == 3


@pytest.mark.parametrize("said", [b"\xff" * 8, frames.PREFIX.pack(2, 0) + b"[]"], ids=["too long", "no object"])
def test_a_box_that_speaks_nonsense_is_lost_and_its_last_words_are_told(wire, said):
    wire.theirs.sendall(said)
    with pytest.raises(SandboxUnavailable, match=r"lost: BrokenFrame.*; its last words"):
        Channel(wire).call(Message({}))


def test_a_box_that_is_gone_is_lost(wire):
    wire.theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(SandboxUnavailable, match="lost: EOFError"):
        Channel(wire).call(Message({}))
