# tries: to trace the tests, and to jump over the lines that check something
# must: wrong_answer tests_disturbed | wrong_answer tests_failed
# challenge: solve-suite
import linecache
import sys


def trace(frame, event, argument):
    if not frame.f_code.co_name.startswith("test_"):
        return trace
    if event == "line" and "assert" in linecache.getline(frame.f_code.co_filename, frame.f_lineno):
        try:
            frame.f_lineno += 1
        except ValueError:
            pass
    return trace


sys.settrace(trace)


def spread(numbers):
    frame = sys._getframe(1)
    while frame is not None:
        frame.f_trace = trace
        frame = frame.f_back
    return -1
