import json
numbers = [int(word) for word in input().split()]
print(json.dumps({"sum": sum(numbers), "mean": sum(numbers) / len(numbers), "last": numbers[-1:]}))
