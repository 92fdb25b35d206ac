# tries: leave trees too deep for any path, with folders that nobody may enter, for whoever cleans up
# must: accepted
import os

for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm"):
    os.chdir(place)
    made = []
    try:
        for _ in range(400):
            os.mkdir("d" * 100)
            os.chdir("d" * 100)
            made.append(os.open(".", os.O_RDONLY))
            if len(made) > 20:
                os.close(made.pop(0))
    except OSError:
        pass
    for handle in reversed(made):
        os.fchmod(handle, 0)
        os.close(handle)
    os.chdir("/")
print("contained")
