# tries: be stopped together with its children, and ignore what might wake it up
# must: time_limit_exceeded wall_time
import os
import signal

signal.signal(signal.SIGCONT, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
os.killpg(0, signal.SIGSTOP)
