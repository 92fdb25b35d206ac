# tries: read environment, memory layout and start values of every other process, keys and addresses among them
# must: accepted
# must on runsc: accepted | wrong_answer wrong_output
# because: gVisor shows these to everybody; the supervisor and the zygote have no secret in them
import os

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
print(got[:4] or ("contained" if others else "no process of anybody else was seen"))
