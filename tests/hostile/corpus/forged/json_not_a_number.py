# tries: numbers that are no JSON, and that compare like nothing else
# must: wrong_answer wrong_output
# challenge: solve-json
print('{"sum": NaN, "mean": Infinity, "last": [NaN]}')
