# tries: give files of the system a second name where it may write, and change them or their rights through it
# must: accepted
import os

got = []
for source in ("/etc/passwd", "/usr/bin/env", "/opt/judge/__main__.py", "/proc/1/status", "/box/work/main.py", "/dev/null"):
    for place in ("/box/work", "/box/tmp", "/dev/shm"):
        name = place + "/second"
        try:
            os.link(source, name)
        except OSError:
            continue
        for act in (lambda: os.chmod(name, 0o777), lambda: open(name, "a").close(), lambda: os.chown(name, os.getuid(), -1)):
            try:
                act()
                got.append((source, place))
            except OSError:
                pass
        os.unlink(name)
print(got or "contained")
