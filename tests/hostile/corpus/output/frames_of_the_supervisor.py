# tries: print what the supervisor sends when a program has ended well, on both streams, in pieces and again and again
# must: wrong_answer wrong_output
import json
import os
import struct
import time

BODY = b"contained\n"
RESULT = {
    "op": "result",
    "ok": True,
    "status": 0,
    "exit_code": 0,
    "signal": -1,
    "cpu_s": 0.001,
    "wall_s": 0.001,
    "memory_kib": 1000,
    "deadline": "none",
    "oom_kills": 0,
    "stdout": len(BODY),
    "stderr": 0,
}
text = json.dumps(RESULT, separators=(",", ":")).encode()
frame = struct.pack(">II", len(text), len(BODY)) + text + BODY
for piece in (frame, b"\x01\0\0\0" + struct.pack(">I", len(frame)) + frame, b"\xff" * 16 + frame):
    for descriptor in (1, 2):
        os.write(descriptor, piece[:9])
        time.sleep(0.05)
        os.write(descriptor, piece[9:])
