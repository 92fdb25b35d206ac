"""Which addresses a webhook may go to."""

from ipaddress import ip_address, ip_network

import pytest

from judge.outgoing.addresses import Addresses, Refused, public
from judge.outgoing.post import HttpPost
from judge.service.outgoing import Message

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "192.88.99.1",
    "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:1::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_reachable_from_everywhere_is_refused(address: str) -> None:
    assert not public(ip_address(address))
    with pytest.raises(Refused):
        Addresses((), lambda *_: [address]).find("name.example.com", 443, plain=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_asked(address: str) -> None:
    assert Addresses((), lambda *_: [address]).find("name.example.com", 443, plain=False) == address.removeprefix(
        "::ffff:"
    )


def test_a_network_of_the_setting_may_be_asked_and_no_other() -> None:
    addresses = Addresses((ip_network("10.1.0.0/16"),), lambda host, _: [host])
    assert addresses.find("10.1.2.3", 80, plain=True) == "10.1.2.3"
    assert addresses.find("::ffff:10.1.2.3", 80, plain=True)
    for address in ("10.2.0.1", "127.0.0.1", "::1"):
        with pytest.raises(Refused):
            addresses.find(address, 443, plain=False)


def test_plain_http_goes_to_networks_of_the_setting_only() -> None:
    addresses = Addresses((ip_network("10.1.0.0/16"),), lambda *_: ["8.8.8.8"])
    with pytest.raises(Refused, match="https"):
        addresses.find("example.com", 80, plain=True)


def test_of_several_addresses_only_a_good_one_is_used() -> None:
    assert Addresses((), lambda *_: ["127.0.0.1", "8.8.8.8"]).find("x", 443, plain=False) == "8.8.8.8"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "example.com/hook", "https://", "https://user:word@example.com/", "https://@example.com/",
        "https://example.com/#part", "https://example.com:0/", "https://example.com:99999/", "https://exa mple.com/",
        "https://example.com/\r\nX: y", "http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://[::1",
        "https://10.0.0.1:8443/x", "https://m\u00fcnchen.example/", "https://" + "a" * 3000, "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_when_it_is_given(url: str) -> None:
    assert HttpPost(Addresses()).check(url)


@pytest.mark.parametrize("url", ["https://example.com/x?y=z", "https://example.com:8443/", "https://8.8.8.8/"])
def test_an_address_that_can_be_used_is_taken(url: str) -> None:
    assert HttpPost(Addresses()).check(url) == ""


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1"])
def test_other_spellings_of_loopback_are_refused_when_they_are_looked_up(host: str) -> None:
    answer = HttpPost(Addresses()).send(Message(url=f"https://{host}/", headers={}, body=b"{}"))
    assert answer.status == 0
    assert answer.error.startswith(("refused", "the name cannot be looked up"))
