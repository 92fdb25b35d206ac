# tries: to end the comparison by the depth of the answer
# must: wrong_answer wrong_output
# challenge: solve-json
print('{"sum":' * 4000 + "[" * 20000)
