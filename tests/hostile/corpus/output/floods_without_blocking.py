# tries: flood its output without ever waiting for room in the pipe
# must: output_limit_exceeded too_much_output
import os

os.set_blocking(1, False)
while True:
    try:
        os.write(1, bytes(65536))
    except BlockingIOError:
        pass
