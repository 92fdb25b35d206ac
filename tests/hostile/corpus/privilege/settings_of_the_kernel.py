# tries: write settings of the kernel by which a container takes over its host: what runs at a crash, at an event,
#   at a missing module, and the keys of the console
# must: accepted
import os
import time

NAMES = ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger", "/proc/sys/kernel/hotplug",
         "/proc/sys/fs/binfmt_misc/register", "/proc/sys/vm/panic_on_oom", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/hostname",
         "/proc/sys/kernel/randomize_va_space", "/proc/sys/kernel/yama/ptrace_scope", "/proc/irq/1/smp_affinity", "/proc/1/oom_score_adj",
         "/proc/1/uid_map", "/proc/1/attr/current", "/proc/self/uid_map", "/proc/self/setgroups", 
         "/sys/kernel/uevent_helper", "/sys/kernel/mm/ksm/run", "/sys/power/state", "/sys/fs/selinux/enforce", "/sys/class/net/lo/mtu",
         "/sys/kernel/debug/tracing/trace_on", "/sys/module/vsock/uevent", "/sys/devices/system/cpu/cpu1/online", "/sys/kernel/profiling")
got = []
for name in NAMES:
    try:
        handle = os.open(name, os.O_WRONLY)
    except OSError:
        continue
    for text in (b"|/box/work/main.py", b"b", b"0 0 1"):
        try:
            os.write(handle, text)
            got.append(name)
        except OSError:
            pass
until = time.monotonic() + 1.5  # on a busy machine a walk of all there is takes longer than there is time
for folder, folders, names in os.walk("/sys"):
    if time.monotonic() > until:
        break
    if folder.count("/") > 4:
        folders.clear()
    for name in names:
        if os.access(f"{folder}/{name}", os.W_OK):
            try:
                os.close(os.open(f"{folder}/{name}", os.O_WRONLY))
                got.append(f"{folder}/{name}")
            except OSError:
                pass
print(got[:20] or "contained")
