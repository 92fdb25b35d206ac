# tries: write without end to both streams at once
# must: output_limit_exceeded too_much_output
import os
import threading


def flood(descriptor):
    while True:
        os.write(descriptor, b"y" * 65536)


threading.Thread(target=flood, args=(2,), daemon=True).start()
flood(1)
