# tries: take every right from everything that it owns, files and folders, and from its own open descriptors
# must: accepted
import os

for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm"):
    for number in range(20):
        folder = f"{place}/locked{number}/inner"
        os.makedirs(folder)
        with open(folder + "/file", "w") as file:
            file.write("x")
        os.chmod(folder + "/file", 0)
        os.chmod(folder, 0)
        os.chmod(f"{place}/locked{number}", 0)
print("contained")
