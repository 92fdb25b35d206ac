numbers = [int(word) for word in input().split()]
print(*sorted(numbers, reverse=True))
