# tries: to break the checker by bytes that are no text, up to the limit
# must: wrong_answer wrong_output
# challenge: solve-checker
import sys

sys.stdout.buffer.write(bytes(range(256)) * 128 + b"\xff\xfe\0" * 8000)
