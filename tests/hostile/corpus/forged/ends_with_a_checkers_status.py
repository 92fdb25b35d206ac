# tries: to end with 42, by which a checker says that an output is right
# must: runtime_error nonzero_exit
# challenge: solve-checker
import sys

print(42)
sys.exit(42)
