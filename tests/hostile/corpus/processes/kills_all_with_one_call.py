# tries: end every process there is with kill(-1, SIGKILL), from a child, so that its own end hides what else is gone
# must: runtime_error killed_by_signal
import os
import time

if os.fork() == 0:
    os.setsid()
    while True:
        os.kill(-1, 9)
time.sleep(1.5)
