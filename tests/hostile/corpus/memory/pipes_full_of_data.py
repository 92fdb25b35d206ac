# tries: hold data in pipes of eight processes, which no process has in its memory, and be just below the limit beside it
# must: memory_limit_exceeded out_of_memory
# must on runsc: memory_limit_exceeded out_of_memory | time_limit_exceeded cpu_time
# because: filling pipes takes gVisor longer than there is time
import fcntl
import os
import time

F_SETPIPE_SZ = 1031
for _ in range(8):
    if os.fork() == 0:
        try:
            while True:
                reader, writer = os.pipe()
                try:
                    fcntl.fcntl(writer, F_SETPIPE_SZ, 1 << 20)
                except OSError:
                    pass
                os.set_blocking(writer, False)
                try:
                    while True:
                        os.write(writer, bytes(65536))
                except BlockingIOError:
                    pass
        except OSError:
            pass
        time.sleep(9)
        os._exit(0)
time.sleep(0.3)
block = bytearray(b"x") * (100 << 20)
time.sleep(9)
