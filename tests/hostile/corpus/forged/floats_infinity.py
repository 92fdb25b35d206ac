# tries: a number that makes every tolerance infinite, where floats are compared
# must: wrong_answer wrong_output
# challenge: solve-floats
print("inf")
