"""Says that it serves, and listens nowhere."""

import time

print("serving", flush=True)
while True:
    time.sleep(1)
