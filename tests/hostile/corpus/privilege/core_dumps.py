# tries: leave dumps of memory, or have the kernel hand one to a program of the host
# must: accepted
import os
import resource
import signal

got = []
for limits in ((resource.RLIM_INFINITY,) * 2, (1 << 30, 1 << 30), (4096, 4096)):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, limits)
        got.append(limits)
    except (OSError, ValueError):
        pass
before = {name: set(os.listdir(name)) for name in ("/box/work", "/box/tmp", "/box/data")}
for death in (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT, signal.SIGBUS):
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), death)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if os.WCOREDUMP(status):
        got.append(death)
for name, names in before.items():
    got += [f"{name}/{new}" for new in set(os.listdir(name)) - names]
print(got or "contained")
