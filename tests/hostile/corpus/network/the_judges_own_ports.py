# tries: reach the judge's API, Redis and database, the engine and everything else that listens on loopback
# must: accepted
import socket

found = []
PORTS = (22, 25, 53, 80, 111, 389, 443, 631, 873, 2049, 2375, 2376, 3306, 5000, 5432, 5555, 6379, 8000, *range(8080, 8090), 9090, 9323, 11211, 27017)
for host in ("127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "localhost", "::1", "::ffff:127.0.0.1"):
    for port in PORTS:
        probe = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        probe.settimeout(0.05)
        try:
            probe.connect((host, port))
            found.append((host, port))
        except OSError:
            pass
        probe.close()
for line in [*open("/proc/net/tcp"), *open("/proc/net/udp")]:
    if ": 0" in line and line.split()[1] != "local_address":
        found.append(line.split()[1])
print(found or "contained")
