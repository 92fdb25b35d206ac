# tries: a number that overflows, where floats are compared
# must: wrong_answer wrong_output
# challenge: solve-floats
print("1e999999999999")
