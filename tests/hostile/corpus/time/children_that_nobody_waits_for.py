# tries: ignore SIGCHLD, so that the time of its children is added to nobody's
# challenge: spins
# must: time_limit_exceeded cpu_time
# must on runsc: time_limit_exceeded cpu_time | time_limit_exceeded wall_time
# because: gVisor keeps no sum for the box, and forgets the time of children whose parent ignores SIGCHLD
import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    for _ in range(2):
        if os.fork() == 0:
            end = time.process_time() + 0.1
            while time.process_time() < end:
                pass
            os._exit(0)
    try:
        os.wait()
    except ChildProcessError:
        pass
