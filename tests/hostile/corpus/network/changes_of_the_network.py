# tries: change links, addresses, routes and settings of the network, by netlink, ioctl and files
# must: accepted
import fcntl
import os
import socket
import struct

got = []


def asked(kind, body):
    """What the kernel answers to one request that wants an acknowledgement: its error number."""
    with socket.socket(16, socket.SOCK_RAW, 0) as netlink:
        netlink.settimeout(0.3)
        netlink.send(struct.pack("=IHHII", 16 + len(body), kind, 0x605, 1, 0) + body)
        answer = netlink.recv(4096)
    return struct.unpack_from("=i", answer, 16)[0] if struct.unpack_from("=H", answer, 4)[0] == 2 else 0


link = struct.pack("=BxHiII", 0, 0, 1, 0, 1)
new_link = struct.pack("=BxHiII", 0, 0, 0, 0, 0) + struct.pack("=HH6s2x", 10, 3, b"dummy0") + struct.pack("=HHHH6s2x", 16, 18, 10, 1, b"dummy\0")
address = struct.pack("=BBBBI", 2, 8, 0, 0, 1) + struct.pack("=HH4s", 8, 2, bytes((10, 1, 1, 1)))
route = struct.pack("=BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0) + struct.pack("=HHI", 8, 4, 1)
for name, kind, body in (("link", 16, link), ("new link", 16, new_link), ("address", 20, address), ("route", 24, route)):
    try:
        if asked(kind, body) == 0:
            got.append(name)
    except OSError:
        pass
with socket.socket() as handle:
    for name, request in (("flags", 0x8914), ("address", 0x8916), ("MTU", 0x8922), ("name", 0x8923), ("route", 0x890B)):
        try:
            fcntl.ioctl(handle, request, struct.pack("16s16x16x", b"lo"))
            got.append(name)
        except OSError:
            pass
for path in ("/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv4/ip_unprivileged_port_start", "/proc/sys/net/core/somaxconn"):
    try:
        handle = os.open(path, os.O_WRONLY)
        os.write(handle, b"1")
        got.append(path)
    except OSError:
        pass
print(got or "contained")
