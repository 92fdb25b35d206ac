# tries: leave a file in every folder that can be written to, and find it in the next run
# must: accepted
# challenge: between
import os

NAME = "left-by-the-one-before"
found = []
for folder, folders, files in os.walk("/"):
    if folder in ("/proc", "/sys"):
        folders.clear()
        continue
    if NAME in files:
        found.append(folder)
    try:
        with open(f"{folder}/{NAME}", "w") as file:
            file.write("42")
    except OSError:
        pass
print(found or "contained")
