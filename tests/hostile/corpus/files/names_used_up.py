# tries: use up the names that a disk can hold, with empty files and with hard links
# must: accepted
# must on runsc: accepted | time_limit_exceeded cpu_time
# because: a file costs more time in gVisor's kernel than the test has for so many
import os

made = 0
try:
    while made < 3_000_000:
        open(f"/box/tmp/{made}", "w").close()
        made += 1
except OSError:
    pass
print("contained" if made < 3_000_000 else f"made {made} files")
