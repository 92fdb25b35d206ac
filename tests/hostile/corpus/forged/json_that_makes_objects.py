# tries: hints to whoever makes objects of what is read, and true in a number's place
# must: wrong_answer wrong_output
# challenge: solve-json
print(
    '{"py/object": "builtins.object", "__class__": "Any", "sum": true, "mean": true, "last": [true], "__eq__": "yes"}'
)
