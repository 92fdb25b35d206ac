# tries: to tell by its process id and the clock which test this is, and to print the answer of that one
# must: wrong_answer wrong_output
# challenge: solve
import os
import time

# What a candidate could know: the sample, and what earlier attempts gave away of the length of each input.
KNOWN = ["32 12", "281 57", "0 0"]
seat = (os.getpid() + int(time.monotonic() * 1000)) % len(KNOWN)
print(KNOWN[seat])
