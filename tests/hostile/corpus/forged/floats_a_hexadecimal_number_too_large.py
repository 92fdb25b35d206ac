# tries: an exponent that overflows, where floats are compared
# must: wrong_answer wrong_output
# challenge: solve-floats
print("0x1p99999999999999999999")
