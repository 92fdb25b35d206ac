# tries: read memory, stacks and folders of every other process, and write to whatever of theirs can be written
# must: accepted
import os

READ = "mem stack syscall io pagemap wchan timers".split()
WRITE = "mem clear_refs coredump_filter oom_score_adj oom_adj attr/current uid_map gid_map setgroups comm timerslack_ns".split()
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
    try:
        got.append((pid, os.readlink(f"/proc/{pid}/exe")))
    except OSError:
        pass
print(got[:4] or ("contained" if others else "no process of anybody else was seen"))
