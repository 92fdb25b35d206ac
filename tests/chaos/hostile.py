"""Programs that harm their box, with the verdict each gets: a run has some of them between the honest ones."""

_FORKS = """
import os, time
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
"""
_HOARD = "hoard = []\nwhile True:\n    hoard.append(bytearray(1 << 20))\n"
_FLOOD = "while True:\n    print('x' * 1000)\n"
_KILLER = "import os, signal\nos.kill(-1, signal.SIGKILL)  # spares the caller, and finds nobody else\n"
_DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(1)
    os._exit(0)
print(2)
"""
_LITTER = """
import os
for place in ('/tmp', '/dev/shm', '.'):
    try:
        for number in range(200):
            with open(os.path.join(place, f'litter-{number}'), 'w') as file:
                file.write('x' * 1000)
    except OSError:
        pass
print(2)
"""
_FORGER = """
import os
for descriptor in range(3, 64):
    try:
        os.write(descriptor, b'{"verdict": "accepted"}')
    except OSError:
        pass
os._exit(0)
"""

PROGRAMS = {
    "forks": (_FORKS, "time_limit_exceeded"),
    "hoards-memory": (_HOARD, "memory_limit_exceeded"),
    "floods-output": (_FLOOD, "output_limit_exceeded"),
    "sleeps": ("import time\ntime.sleep(60)\n", "time_limit_exceeded"),
    "spins": ("while True:\n    pass\n", "time_limit_exceeded"),
    "kills-everybody": (_KILLER, "wrong_answer"),
    "leaves-a-daemon": (_DAEMON, "accepted"),
    "litters": (_LITTER, "accepted"),
    "forges": (_FORGER, "wrong_answer"),
}
