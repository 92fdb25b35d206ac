# tries: delete, change, replace and move its own program while it runs, so that the next test runs another one
# must: accepted
# must on runsc: wrong_answer wrong_output
# because: gVisor lets a program put a file of its own in the place of a sealed one; the supervisor removes it after the run
import os
import shutil

got = []
here = os.path.abspath(__file__)
for number, act in enumerate((
    lambda: open(here, "w").write("print('other')"),
    lambda: os.truncate(here, 0),
    lambda: os.unlink(here),
    lambda: os.rename(here, here + ".old"),
    lambda: os.chmod(here, 0o777),
    lambda: os.chown(here, os.getuid(), os.getgid()),
    lambda: os.utime(here, (0, 0)),
    lambda: os.replace(shutil.copy(here, "/box/tmp/other.py"), here),
    lambda: os.link("/box/tmp/other.py", here),
    lambda: os.setxattr(here, "user.x", b"1"),
)):
    try:
        act()
        got.append(number)
    except OSError:
        pass
with open(here) as file:
    if "its own program while it runs" not in file.read():
        got.append("changed")
print(got or "contained")
