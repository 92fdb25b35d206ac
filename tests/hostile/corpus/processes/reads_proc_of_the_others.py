# tries: read memory, stacks and open files of every other process, and write to whatever of theirs can be written
# must: accepted
import os

READ = "mem stack syscall io pagemap wchan timers".split()
WRITE = "mem clear_refs coredump_filter oom_score_adj oom_adj attr/current uid_map gid_map setgroups comm timerslack_ns".split()
NOTHING = os.stat("/dev/null").st_rdev
got, others = [], 0
for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
    try:
        if os.stat(f"/proc/{pid}").st_uid == os.getuid():
            continue
    except OSError:
        continue
    others += 1
    for name in READ:
        try:
            handle = os.open(f"/proc/{pid}/{name}", os.O_RDONLY)
            if name == "mem":
                os.lseek(handle, 0x400000, 0)
            if data := os.read(handle, 64).strip(b"\n0 "):
                got.append((pid, name, data))
        except OSError:
            pass
    for name in WRITE:
        try:
            handle = os.open(f"/proc/{pid}/{name}", os.O_WRONLY)
            if os.write(handle, b"0"):
                got.append((pid, "wrote " + name))
        except OSError:
            pass
    for folder in ("cwd", "root", "map_files"):
        try:
            got.append((pid, folder, os.listdir(f"/proc/{pid}/{folder}")))
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
    for name in ("exe", *(f"ns/{kind}" for kind in ("mnt", "pid", "net", "ipc", "user", "uts", "cgroup"))):
        try:
            got.append((pid, os.readlink(f"/proc/{pid}/{name}")))
        except OSError:
            pass
print(got[:4] or ("contained" if others else "no process of anybody else was seen"))
