# tries: reach the host, its gateways, the engine's bridges and the next machines, by TCP and UDP
# must: accepted
import socket

HOSTS = ("10.0.0.1", "172.17.0.1", "172.18.0.1", "172.17.0.2", "192.168.0.1", "192.168.65.2", "100.64.0.1", "1.1.1.1", "8.8.8.8",
         "255.255.255.255", "224.0.0.1", "host.docker.internal", "gateway.docker.internal", "host.containers.internal")
got = []
for host in HOSTS:
    for port in (22, 53, 80, 443, 2375):
        try:
            socket.create_connection((host, port), 0.1).close()
            got.append((host, port))
        except OSError:
            pass
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            datagrams.sendto(b"x", (host, 53))
            got.append((host, "udp"))
        except OSError:
            pass
print(got or "contained")
