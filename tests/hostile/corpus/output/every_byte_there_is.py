# tries: break whoever decodes, stores or shows its output with every byte there is, on both streams
# must: wrong_answer wrong_output
import os

for descriptor in (1, 2):
    os.write(descriptor, bytes(range(256)) * 16)
