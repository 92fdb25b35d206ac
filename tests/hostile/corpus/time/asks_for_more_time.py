# tries: put off its end by whatever might: SIGXCPU ignored, limits set anew, timers of its own, a new session
# must: time_limit_exceeded cpu_time
import os
import resource
import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
for wanted in ((hard, hard), (resource.RLIM_INFINITY, hard), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)):
    try:
        resource.setrlimit(resource.RLIMIT_CPU, wanted)
    except (OSError, ValueError):
        pass
if os.fork():
    os.waitpid(-1, 0)
os.setsid()
while True:
    pass
