# tries: a number that takes for ever to read, where floats are compared
# must: wrong_answer wrong_output
# challenge: solve-floats
print("1" * 40_000 + "e" + "9" * 20_000)
