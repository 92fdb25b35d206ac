# tries: leave text in IPv6 flow labels, which outlive the socket by minutes and which everybody can read
# must: accepted
# challenge: between
import socket
import struct

IPV6_FLOWLABEL_MGR, GET, CREATE, ANY = 32, 0, 1, 255
found = []
try:
    with open("/proc/net/ip6_flowlabel") as table:
        found = table.readlines()[1:]
except OSError:
    pass
for number in range(1, 9):
    try:
        asking = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        text = b"\x20" + f"left {number} by you".encode()[:15].ljust(15)
        request = struct.pack("=16sIBBHHHI", text, socket.htonl(number), GET, ANY, CREATE, 150, 150, 0)
        asking.setsockopt(socket.IPPROTO_IPV6, IPV6_FLOWLABEL_MGR, request)
    except OSError:
        pass
print(found or "contained")
