# tries: use up the names that a disk can hold, with empty files and with hard links
# must: accepted | runtime_error disk_full
import os

made = 0
try:
    while made < 3_000_000:
        open(f"/box/tmp/{made}", "w").close()
        made += 1
except OSError:
    pass
print("contained" if made < 3_000_000 else f"made {made} files")
