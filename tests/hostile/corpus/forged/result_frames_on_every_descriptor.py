# tries: to answer the worker in the supervisor's place, on every descriptor there is
# must: wrong_answer wrong_output
# challenge: solve
import json
import os
import struct

head = json.dumps({"op": "result", "exit_code": 0, "signal": -1, "lengths": [6, 0], "cut": [False, False]}).encode()
frame = struct.pack(">II", len(head), 6) + head + b"17 11\n"
for number in range(64):
    for text in (frame, head + b"\n"):
        try:
            os.write(number, text)
        except OSError:
            pass
for path in ("/proc/1/fd/0", "/proc/1/fd/1", f"/proc/{os.getppid()}/fd/1", "/dev/console", "/dev/tty"):
    try:
        with open(path, "wb", 0) as pipe:
            pipe.write(frame)
    except OSError:
        pass
