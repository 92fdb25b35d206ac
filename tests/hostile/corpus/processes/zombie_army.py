# tries: use up all processes with children that have ended and that nobody waits for
# must: runtime_error too_many_processes
import os
import time

try:
    while True:
        if os.fork() == 0:
            os._exit(0)
finally:
    time.sleep(0.2)
