# tries: to read the answers out of whatever else runs: environment, arguments, open files, memory
# must: wrong_answer wrong_output
# challenge: solve
import os

found = []
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) == os.getpid():
        continue
    for name in ("environ", "cmdline"):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                found += [word for word in file.read().split(b"\0") if word.strip().replace(b" ", b"").isdigit()]
        except OSError:
            pass
    try:
        for number in os.listdir(f"/proc/{pid}/fd"):
            with open(f"/proc/{pid}/fd/{number}", "rb", 0) as file:
                found.append(file.read(64))
    except OSError:
        pass
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                low, high = (int(part, 16) for part in line.split()[0].split("-"))
                memory.seek(low)
                text = memory.read(min(high - low, 1 << 20))
                at = text.find(input().encode())
                found += [text[at : at + 64]] if at >= 0 else []
    except (OSError, ValueError, EOFError):
        pass
print(*(word.decode("utf-8", "replace") for word in found or [b"nothing"]))
