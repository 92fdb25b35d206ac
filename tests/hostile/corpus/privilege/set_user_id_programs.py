# tries: become root by every set-user-id program and every program with capabilities that there is
# must: accepted
import os
import stat
import subprocess

got = []
with_bits = []
FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec", "/usr/local/bin", "/usr/lib/openssh", "/opt")
for folder in sorted({os.path.realpath(folder) for folder in FOLDERS}):
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        status = os.lstat(f"{folder}/{name}")
        if stat.S_ISREG(status.st_mode) and status.st_mode & 0o6000:
            with_bits.append(f"{folder}/{name}")
COMMANDS = [["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["mount", "-t", "tmpfs", "none", "/box/tmp"], ["pkexec", "id", "-u"],
            ["newuidmap", str(os.getpid()), "0", str(os.getuid()), "1"], ["passwd", "-d", "root"], ["nsenter", "-t", "1", "-a", "id", "-u"]]
for command in COMMANDS + [[path, "--help"] for path in with_bits[:2]]:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=0.2, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        continue
    if ended.stdout.strip() == "0" or (command[0] in ("mount", "newuidmap", "passwd") and ended.returncode == 0):
        got.append(command)
print(got or "contained")
