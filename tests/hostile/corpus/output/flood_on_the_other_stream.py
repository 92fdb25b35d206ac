# tries: print 8 MiB where 64 KiB are kept, on the stream that is no answer, and be right all the same
# must: accepted
import os

for _ in range(128):
    os.write(2, b"\xff\x00\x1b]" * 16384)
print("contained")
