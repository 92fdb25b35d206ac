# tries: be so unimportant that its time never comes, and be given back the time that it has waited
# must: time_limit_exceeded cpu_time | time_limit_exceeded wall_time
import os
import time

os.nice(19)
try:
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
except OSError:
    pass
for _ in range(10):
    if os.fork() == 0:
        break
while True:
    time.sleep(0)
