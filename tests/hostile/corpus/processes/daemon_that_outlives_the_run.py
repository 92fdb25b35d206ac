# tries: leave a daemon behind, in a session of its own and deaf to every signal, which waits for the next submission
# must: accepted
import os
import signal
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3):
            os.close(descriptor)
        while True:
            time.sleep(0.05)
    os._exit(0)
try:
    os.wait()
except ChildProcessError:
    pass  # nobody is told of children when SIGCHLD is ignored
print("contained")
