# tries: close everything it was started with, and print to what it opens in those places
# must: wrong_answer wrong_output
import os

os.closerange(0, 1024)
for _ in range(3):
    os.open("/dev/null", os.O_RDWR)
print("contained", flush=True)
os._exit(0)
