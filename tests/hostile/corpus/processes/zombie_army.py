# tries: use up all processes with children that have ended and that nobody waits for
# must: runtime_error too_many_processes
# must on runsc: runtime_error too_many_processes | time_limit_exceeded cpu_time
# because: a fork takes gVisor so long that the time is over before there are too many
import os
import time

try:
    while True:
        if os.fork() == 0:
            os._exit(0)
finally:
    time.sleep(0.2)
