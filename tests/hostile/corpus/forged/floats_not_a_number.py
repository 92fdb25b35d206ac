# tries: a number that no comparison finds too far away, where floats are compared
# must: wrong_answer wrong_output
# challenge: solve-floats
print("nan")
