"""One request to a real receiver on loopback: what of its answer counts, and that it cannot hold us."""

import socket
import ssl
from ipaddress import ip_network
from pathlib import Path
from time import monotonic

import httpcore
import pytest

from judge.outgoing.addresses import Addresses
from judge.outgoing.post import HttpPost
from judge.service.outgoing import Answer, Message
from tests.certificates import Authority
from tests.receiver import Behave, Receiver, closes, drips, pours, receiving, sleeps, status

LOOPBACK = (ip_network("127.0.0.0/8"),)
SHORT_S = 0.5


def message(url: str) -> Message:
    return Message(url=url, headers={"webhook-id": "m1", "Content-Type": "application/json"}, body=b'{"type":"ping"}')


def post(url: str, total_s: float = 30) -> Answer:
    return HttpPost(Addresses(LOOPBACK), total_s=total_s).send(message(url))


@pytest.fixture
def receiver() -> Receiver:
    with receiving() as receiver:
        yield receiver


def test_a_message_arrives_as_it_is(receiver: Receiver) -> None:
    assert post(receiver.url) == Answer(200)
    (got,) = receiver.received
    assert (got.id, got.path, got.body) == ("m1", "/hook", {"type": "ping"})
    assert got.host == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("code", [204, 400, 410, 500, 503])
def test_the_status_is_told(receiver: Receiver, code: int) -> None:
    receiver.answers = [status(code)]
    assert post(receiver.url) == Answer(code)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers = [status(302, Location=f"http://127.0.0.1:{receiver.port}/elsewhere")]
    assert post(receiver.url).status == 302
    assert [got.path for got in receiver.received] == ["/hook"]


@pytest.mark.parametrize("behave", [sleeps(5), drips], ids=["silent", "dripping"])
def test_whoever_does_not_answer_in_time_is_left(receiver: Receiver, behave: Behave) -> None:
    receiver.answers = [behave]
    began = monotonic()
    answer = post(receiver.url, SHORT_S)
    assert answer.status == 0
    assert "no answer within 0.5 s" in answer.error
    assert monotonic() - began < 4, "it was left before the receiver gave up"


def test_an_endless_body_is_not_read_to_its_end(receiver: Receiver) -> None:
    receiver.answers = [pours]
    assert post(receiver.url) == Answer(200)


def test_a_receiver_that_hangs_up_has_not_taken_it(receiver: Receiver) -> None:
    receiver.answers = [closes]
    answer = post(receiver.url)
    assert answer.status == 0
    assert "the connection broke" in answer.error


def test_nobody_there_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answer = post(f"http://127.0.0.1:{unused.getsockname()[1]}/")
    assert "cannot connect" in answer.error


def test_a_name_without_an_address_is_told() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror("Name or service not known")

    answer = HttpPost(Addresses((), unknown)).send(message("https://nowhere.example.com/"))
    assert answer == Answer(0, "the name cannot be looked up: Name or service not known")


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(receiver.url) == Answer(200)


def test_a_name_that_changes_its_meaning_is_asked_once_and_its_host_is_told(receiver: Receiver) -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""
    asked = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    answer = HttpPost(Addresses(LOOPBACK, rebinding)).send(message(f"http://rebind.example.com:{receiver.port}/hook"))
    assert answer == Answer(200)
    assert asked == ["rebind.example.com"]
    assert receiver.received[0].host == f"rebind.example.com:{receiver.port}"


@pytest.mark.parametrize(("certified", "status"), [("receiver.example.com", 200), ("other.example.com", 0)])
def test_tls_is_asked_for_the_name_and_not_for_the_address(tmp_path: Path, certified: str, status: int) -> None:
    authority = Authority(tmp_path)
    with receiving(authority.server(certified)) as receiver:
        pinned = HttpPost(Addresses(LOOPBACK, lambda *_: ["127.0.0.1"]), tls=authority.trusted)
        answer = pinned.send(message(f"https://receiver.example.com:{receiver.port}/hook"))
        assert (answer.status, len(receiver.received)) == (status, status // 200)
    assert ("certificate" in answer.error) == (status == 0)


def test_a_certificate_of_nobody_that_is_trusted_is_refused(tmp_path: Path) -> None:
    with receiving(Authority(tmp_path).server("receiver.example.com")) as receiver:
        pinned = HttpPost(Addresses(LOOPBACK, lambda *_: ["127.0.0.1"]))
        answer = pinned.send(message(f"https://receiver.example.com:{receiver.port}/hook"))
    assert (answer.status, receiver.received) == (0, [])
    assert "certificate" in answer.error


def test_certificates_are_checked_by_default() -> None:
    context = httpcore.default_ssl_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
