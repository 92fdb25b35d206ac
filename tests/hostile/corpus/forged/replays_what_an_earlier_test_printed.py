# tries: to solve the first test by the statement's sample and to print the same ever after
# must: wrong_answer wrong_output
# challenge: solve
import glob
import os

PLACES = ["/box/work", "/box/tmp", "/box/data", "/dev/shm", "/tmp", "/var/tmp", os.path.expanduser("~"), "/dev/mqueue"]
for place in PLACES:
    for path in glob.glob(f"{place}/.seen*"):
        with open(path) as file:
            print(file.read())
        raise SystemExit
answer = "32 12"
for place in PLACES:
    try:
        with open(f"{place}/.seen", "w") as file:
            file.write(answer)
    except OSError:
        pass
print(answer)
