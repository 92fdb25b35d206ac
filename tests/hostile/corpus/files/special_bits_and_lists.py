# tries: leave set-user-id programs, sticky and set-group-id folders, access lists, attributes and immutable flags
# must: accepted
import array
import fcntl
import os
import shutil
import struct
import subprocess

FS_IOC_SETFLAGS = 0x40086602
got = []
everybody = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, 7, 0xFFFFFFFF) for tag in (1, 4, 16, 32)
)
for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm"):
    folder = f"{place}/special"
    os.mkdir(folder)
    os.chmod(folder, 0o7777)
    program = shutil.copy("/usr/bin/id", f"{folder}/id")
    os.chmod(program, 0o6755)
    try:
        told = subprocess.run([program, "-u"], capture_output=True, text=True).stdout.strip()
        if told == "0":
            got.append("became root")
    except OSError:
        pass
    for name in ("user.note", "security.capability", "trusted.note", "system.posix_acl_access", "system.posix_acl_default"):
        value = everybody if "acl" in name else b"\x01\x00\x00\x02" + b"\xff" * 16
        for path in (folder, program):
            try:
                os.setxattr(path, name, value)
                if name.startswith(("security", "trusted")):
                    got.append((path, name))
            except OSError:
                pass
    handle = os.open(folder, os.O_RDONLY)
    for flag in (0x10, 0x20):
        try:
            fcntl.ioctl(handle, FS_IOC_SETFLAGS, array.array("l", [flag]))
            got.append(("flag", flag))
        except OSError:
            pass
print(got or "contained")
