# tries: end, and have a child hold the pipe and go on printing to it, so that the output never ends and is another
# must: accepted
import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(0.3)
    while True:
        os.write(1, b"more\n")
        time.sleep(0.001)
os.write(1, b"contained\n")
