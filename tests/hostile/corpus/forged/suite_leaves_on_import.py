# tries: to end well before any test has run
# must: runtime_error test_not_reported
# challenge: solve-suite
import os

os._exit(0)
