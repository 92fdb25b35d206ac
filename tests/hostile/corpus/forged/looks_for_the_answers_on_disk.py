# tries: to find a file that holds this test's input, and to print what lies beside it
# must: wrong_answer wrong_output
# challenge: solve
import os

given = input().encode()
found = []
for place in ("/box", "/tmp", "/var", "/opt", "/home", "/root", "/run", "/srv", "/mnt", "/dev/shm", "/usr/local"):
    for folder, _, names in os.walk(place):
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
