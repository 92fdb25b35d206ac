# tries: to end well before anything was printed, at exit and at once
# must: wrong_answer wrong_output
# challenge: solve
import atexit
import os
import sys

atexit.register(os._exit, 0)
sys.exit("nothing to say")
