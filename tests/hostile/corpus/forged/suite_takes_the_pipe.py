# tries: to put a descriptor of its own where the results go
# must: runtime_error test_not_reported | wrong_answer tests_failed | wrong_answer tests_disturbed
# challenge: solve-suite
import os

quiet = os.open("/box/tmp/results", os.O_RDWR | os.O_CREAT)
for number in range(3, 64):
    if number != quiet:
        try:
            os.fstat(number)
            os.dup2(quiet, number)
        except OSError:
            pass


def spread(numbers):
    return -1
