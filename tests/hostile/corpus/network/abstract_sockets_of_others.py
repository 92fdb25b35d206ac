# tries: connect to abstract sockets of whoever else has some, by the kernel's list and by usual names
# must: accepted
import socket

names = {"/tmp/.X11-unix/X0", "/tmp/dbus-1", "containerd-shim", "judge", "isdv4", "snapd", "systemd", "judge-slot-0"}
names |= {f"judge-box-{number}" for number in range(64)} | {f"judge-slot-{number}" for number in range(64)}
try:
    for line in open("/proc/net/unix"):
        words = line.split()
        if len(words) == 8 and words[7].startswith("@"):
            names.add(words[7][1:])
except OSError:
    pass
got = []
for name in names:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as handle:
            try:
                handle.connect("\0" + name)
                got.append(name)
            except OSError:
                pass
print(got or "contained")
