"""Which ports are listened on, as the kernel tells it and as its tables say it: the same."""

import os
import socket
from collections.abc import Iterator

import pytest

from worker.supervisor import ports

OURS = os.getuid()
NOBODYS = 4_000_000


@pytest.fixture(params=["told", "read"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """``read``: the kernel cannot be asked for sockets, as in gVisor."""
    if request.param == "read":
        monkeypatch.setattr(ports, "_SOCK_DIAG", 31)


@pytest.fixture(params=[(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["IPv4", "IPv6"])
def listener(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    family, address = request.param
    with socket.create_server((address, 0), family=family) as made:
        yield made


def test_a_port_is_found_as_long_as_it_is_listened_on(way: None, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert port in ports.listening(OURS)
    assert port not in ports.listening(NOBODYS)

    listener.close()

    assert port not in ports.listening(OURS)


def test_a_port_that_is_only_connected_to_or_bound_is_none(way: None, listener: socket.socket) -> None:
    with (
        socket.socket(listener.family) as bound,
        socket.create_connection(listener.getsockname()[:2]) as client,
    ):
        bound.bind((listener.getsockname()[0], 0))
        quiet = {each.getsockname()[1] for each in (bound, client)}

        assert not quiet & set(ports.listening(OURS))


def test_many_sockets_take_more_than_one_answer(way: None) -> None:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(300)]
    try:
        assert {each.getsockname()[1] for each in listeners} <= set(ports.listening(OURS))
    finally:
        for each in listeners:
            each.close()


def test_connections_are_counted_from_both_ends_and_failures_take_none_off(tmp_path) -> None:
    table = tmp_path / "snmp"
    table.write_text(
        "Ip: Forwarding\nIp: 2\n"
        "Tcp: RtoMin ActiveOpens PassiveOpens AttemptFails CurrEstab\nTcp: 200 9 3 4 0\n"
        "Udp: InDatagrams\nUdp: 1\n"
    )
    assert ports.connections_made(str(table)) == 3 + 9
    assert ports.connections_made() >= 0
