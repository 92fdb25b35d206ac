# tries: read environment, memory layout, start values and open files of every other process, keys and addresses among them
# must: accepted
# must on runsc: accepted | wrong_answer wrong_output
# because: gVisor shows these to everybody, and opens for reading what its owner has open; there is no secret in them
import os

NOTHING = os.stat("/dev/null").st_rdev
got, others = [], 0
for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
    try:
        if os.stat(f"/proc/{pid}").st_uid == os.getuid():
            continue
    except OSError:
        continue
    others += 1
    for name in "environ maps smaps smaps_rollup numa_maps auxv personality".split():
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                if data := file.read(64).strip(b"\n0 "):
                    got.append((pid, name, data))
        except OSError:
            pass
    for descriptor in range(64):
        for mode in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
            try:
                status = os.fstat(os.open(f"/proc/{pid}/fd/{descriptor}", mode | os.O_NONBLOCK))
                if status.st_rdev != NOTHING:
                    got.append((pid, "opened", descriptor, mode))
            except OSError:
                pass
    for kind in ("mnt", "pid", "net", "ipc", "user", "uts", "cgroup"):
        try:
            got.append((pid, os.readlink(f"/proc/{pid}/ns/{kind}")))
        except OSError:
            pass
print(got[:4] or ("contained" if others else "no process of anybody else was seen"))
