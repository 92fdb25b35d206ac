"""Which addresses may be asked. What is not reachable from everywhere is not: it may be this machine, or its network.

A name is looked up once, and the connection goes to an address that was checked: a name that means something else the
next time (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], list[str]]

_WRAPPED = (
    *map(ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")),
    *map(ip_network, ("192.88.99.0/24", "fec0::/10")),
)
"""Ways to write an IPv4 address as another one (compatible, NAT64, Teredo, 6to4), and what once was private."""


class Refused(Exception):
    """This address may not be asked; the text says why."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """``allowed`` are networks that may be asked although they are not public, and by plain http."""

    allowed: tuple[Network, ...] = ()
    resolve: Resolve | None = None

    def find(self, host: str, port: int, *, plain: bool) -> str:
        """The address to connect to. Raises Refused; OSError if there is none."""
        found = [ip_address(each.partition("%")[0]) for each in (self.resolve or resolve)(host, port)]
        good = [each for each in found if self._named(each) or (not plain and public(each))]
        if good:
            return str(_unmapped(good[0]))
        if plain and any(map(public, found)):
            raise Refused("plain http is sent to networks in JUDGE_WEBHOOK_ALLOW only; use https")
        raise Refused("the name leads to an address that is not public, and not in JUDGE_WEBHOOK_ALLOW")

    def _named(self, address: Address) -> bool:
        return any(_unmapped(address) in network for network in self.allowed)


def public(address: Address) -> bool:
    """Whether it is one host, that can be reached from everywhere."""
    address = _unmapped(address)
    odd = address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
    wrapped = any(address in network for network in _WRAPPED)
    return address.is_global and not odd and not wrapped and not address.is_unspecified


def _unmapped(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def resolve(host: str, port: int) -> list[str]:
    """Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
