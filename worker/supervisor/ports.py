"""TCP ports that somebody listens on in this box's network, and whether any may be taken by nobody.

The kernel is asked for listening sockets only: its tables in /proc it walks whole, which takes 7 ms however empty they
are. Where it will not be asked (gVisor, a kernel without ``inet_diag``) the tables have to do.
"""

import contextlib
import os
import socket
import struct
from collections.abc import Iterator

_SOCK_DIAG = 4
_BY_FAMILY, _REQUEST_DUMP = 20, 0x301
_ERROR, _DONE = 2, 3
_LISTEN = 10

_HEADER = struct.Struct("=IHHII")
"""nlmsghdr: length, type, flags, sequence, sender."""
_REQUEST = struct.Struct("=BBxxI48x")
"""inet_diag_req_v2: family, protocol, states; of any socket."""
_SOCKET = struct.Struct("=4x2s46x12xI")
"""The beginning of inet_diag_msg: its own port is in the network's byte order; the last is its owner."""

_PATIENCE_S = 1.0


def listening(uid: int) -> list[int]:
    """Those on which processes of a user listen."""
    try:
        found = set(_told())
    except OSError:
        found = set(_read())
    return sorted({port for port, owner in found if owner == uid})


def connections_made(table: str = "/proc/net/snmp") -> int:
    """How many connections there ever were in this network, whoever had them, and how many were tried.

    Those that failed are not taken off: a program can have any number of failures that were never tried.
    """
    with open(table, encoding="ascii") as file:
        names, values = (line.split()[1:] for line in file if line.startswith("Tcp:"))
    told = dict(zip(names, map(int, values), strict=True))
    return told["PassiveOpens"] + told["ActiveOpens"]


def _told() -> Iterator[tuple[int, int]]:
    """(port, owner) of each listening socket. Raises OSError where the kernel refuses."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as kernel:
        kernel.settimeout(_PATIENCE_S)
        for family in (socket.AF_INET, socket.AF_INET6):
            request = _REQUEST.pack(family, socket.IPPROTO_TCP, 1 << _LISTEN)
            kernel.send(_HEADER.pack(_HEADER.size + len(request), _BY_FAMILY, _REQUEST_DUMP, 0, 0) + request)
            yield from _answers(kernel)


def _answers(kernel: socket.socket) -> Iterator[tuple[int, int]]:
    while True:
        data = kernel.recv(1 << 16)
        offset = 0
        while offset < len(data):
            length, kind, *_ = _HEADER.unpack_from(data, offset)
            if kind == _DONE:
                return
            if kind == _ERROR:
                (number,) = struct.unpack_from("=i", data, offset + _HEADER.size)
                raise OSError(-number, os.strerror(-number))
            port, owner = _SOCKET.unpack_from(data, offset + _HEADER.size)
            yield int.from_bytes(port, "big"), owner
            offset += (length + 3) & ~3


def _read() -> Iterator[tuple[int, int]]:
    """The same from /proc."""
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError), open(f"/proc/self/net/{table}", encoding="ascii") as file:
            for line in file.readlines()[1:]:
                fields = line.split()
                if int(fields[3], 16) == _LISTEN:
                    yield int(fields[1].rpartition(":")[2], 16), int(fields[7])
