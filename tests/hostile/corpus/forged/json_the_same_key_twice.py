# tries: an object that is right whichever of two values is believed
# must: wrong_answer wrong_output
# challenge: solve-json
print('{"sum": 32, "sum": 281, "sum": 264, "sum": 662, "mean": 1e400, "mean": 0, "last": [15], "last": [89]}')
