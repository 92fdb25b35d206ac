def spread(numbers):
    numbers = [number + 0 for number in numbers]
    return max(numbers, default=0) - min(numbers, default=0)
