# tries: connect to every socket that lies anywhere on a disk, the engine's and the system's first
# must: accepted
import os
import socket
import stat
import time

paths = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/systemd/private", "/run/dbus/system_bus_socket",
         "/var/run/redis/redis.sock", "/run/postgresql/.s.PGSQL.5432", "/run/mysqld/mysqld.sock", "/run/snapd.socket", "/dev/log"]
until = time.monotonic() + 1.5  # on a busy machine a walk of all there is takes longer than there is time
for place in ("/run", "/box", "/dev", "/tmp", "/var", "/"):
    for folder, folders, names in os.walk(place):
        if time.monotonic() > until:
            break
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/usr")]
        for name in names:
            try:
                if stat.S_ISSOCK(os.lstat(f"{folder}/{name}").st_mode):
                    paths.append(f"{folder}/{name}")
            except OSError:
                pass
paths += [f"/proc/1/root{path}" for path in paths]
got = []
for path in paths:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as handle:
            try:
                handle.connect(path)
                got.append(path)
            except OSError:
                pass
print(got or "contained")
