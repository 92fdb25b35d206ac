# tries: send every signal to process 1, to the supervisor's helpers, to groups and sessions of others, and to all
# must: accepted
import ctypes
import os
import signal

SIGQUEUE = 129  # rt_sigqueueinfo
PIDFD_SEND_SIGNAL, PIDFD_OPEN = 424, 434
syscall = ctypes.CDLL(None, use_errno=True).syscall
got = []
others = []
for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
    try:
        if os.stat(f"/proc/{pid}").st_uid != os.getuid():
            others.append(pid)
    except OSError:
        pass
if 1 not in others:
    got.append("process 1 cannot be seen, so nothing was tried")
for pid in {1, *others}:
    group = set()
    for find in (os.getpgid, os.getsid):
        try:
            group.add(find(pid))
        except OSError:
            pass
    for number in (0, *signal.valid_signals()):
        for victim in (pid, *(-each for each in group if each > 1 and each != os.getpgid(0))):
            try:
                os.kill(victim, number)
                got.append(f"kill({victim}, {number})")
            except OSError:
                pass
        information = (ctypes.c_int * 32)(number, 0, -1)
        if syscall(SIGQUEUE, pid, number, information) == 0:
            got.append(f"rt_sigqueueinfo({pid}, {number})")
    handle = syscall(PIDFD_OPEN, pid, 0)
    if handle >= 0 and syscall(PIDFD_SEND_SIGNAL, handle, 9, None, 0) == 0:
        got.append(f"pidfd_send_signal({pid})")
signal.signal(signal.SIGURG, signal.SIG_IGN)
try:
    os.kill(-1, signal.SIGURG)  # reaches our own, or nobody
except OSError:
    pass
print(got[:5] or "contained")
