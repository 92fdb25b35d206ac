# tries: to find a file that holds this test's input, and to print what lies beside it
# must: wrong_answer wrong_output
# challenge: solve
import os
import time

LIKELIEST_FIRST = ("/box", "/dev/shm", "/tmp", "/var/tmp", "/run", "/opt", "/home", "/root", "/srv", "/mnt", "/usr/local", "/var")
until = time.monotonic() + 1.5  # it has to print what it found: a walk of all there is takes longer on a busy machine
given = input().encode()
found = []
for place in LIKELIEST_FIRST:
    for folder, _, names in os.walk(place):
        if time.monotonic() > until:
            break
        for name in names:
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as file:
                    text = file.read(1 << 16) if os.path.isfile(path) else b""
            except OSError:
                continue
            if name.endswith((".ans", ".out")) or given in text:
                found.append(text.decode("utf-8", "replace"))
print(*found or ["nothing"])
