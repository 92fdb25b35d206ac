# tries: change itself and whoever starts the next run in everything that is inherited: limits, masks, alarms, memory
# must: accepted
# challenge: between
import ctypes
import os
import resource
import signal

libc = ctypes.CDLL(None, use_errno=True)
found = []
for name, now, normal in (
    ("nice", os.nice(0), os.getpriority(os.PRIO_PROCESS, 1)),
    ("umask", os.umask(0o022), 0o022),
    ("open files", resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 7, False),
    ("blocked signals", signal.pthread_sigmask(signal.SIG_BLOCK, []), set()),
    ("ignored", [n for n in (1, 2, 3, 13, 15, 17) if signal.getsignal(n) is signal.SIG_IGN and n != 13], []),
    ("timer slack", int(open("/proc/self/timerslack_ns").read()) if os.access("/proc/self/timerslack_ns", os.R_OK) else 0, 0),
    ("alarm", signal.alarm(0), 0),
):
    if now != normal and not (name == "timer slack" and now == 50000):
        found.append(f"{name}: {now}")
if sorted(os.listdir("/proc/self/fd"))[:4] not in (["0", "1", "2", "3"], ["0", "1", "2"]):
    found.append(f"descriptors {os.listdir('/proc/self/fd')}")
mine = os.getpid()
for pid in (pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if pid != mine):
    for act in (
        lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (7, 7)),
        lambda: os.write(os.open(f"/proc/{pid}/timerslack_ns", os.O_WRONLY), b"1000000000"),
        lambda: os.write(os.open(f"/proc/{pid}/oom_score_adj", os.O_WRONLY), b"1000"),
        lambda: os.open(f"/proc/{pid}/mem", os.O_RDWR),
        lambda: os.kill(pid, signal.SIGSTOP),
    ):
        try:
            act()
        except (OSError, ValueError):
            continue
        found.append(f"process {pid} could be changed")
os.nice(19)
os.umask(0o777)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
libc.prctl(29, 1_000_000_000)
resource.setrlimit(resource.RLIMIT_NOFILE, (7, 7))
print(found or "contained")
