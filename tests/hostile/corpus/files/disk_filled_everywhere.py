# tries: fill every folder there is that lets it, one after the other, and the shared memory of the machine
# must: accepted | memory_limit_exceeded out_of_memory
import os
import time

until = time.monotonic() + 1.5  # on a busy machine a walk of all there is takes longer than there is time
full = 0
for place in ("/box", "/dev", "/tmp", "/var/tmp", "/"):
    for folder, folders, _ in os.walk(place, topdown=True):
        if time.monotonic() > until:
            break
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/usr", "/box", "/dev")]
        if not os.access(folder, os.W_OK):
            continue
        try:
            with open(folder + "/filler", "wb", buffering=0) as file:
                while file.write(bytes(1 << 20)):
                    pass
        except OSError:
            full += 1
if not full:
    print("no end to any disk")
else:
    print("contained")
