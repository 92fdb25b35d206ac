# tries: put pipes where files are expected, so that whoever opens one waits for ever
# must: accepted
import os

for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm"):
    for name in ("main.py", ".run", "output", "stdout", "report.xml", "data", "1.in", "x" * 255):
        for act in (os.unlink, lambda path: os.rename(path, path + ".away"), lambda path: os.mkfifo(path, 0o666)):
            try:
                act(f"{place}/{name}")
            except OSError:
                pass
print("contained")
