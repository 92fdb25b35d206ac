# tries: to look right on a terminal: carriage returns, backspaces, no last newline
# must: wrong_answer wrong_output
# challenge: solve-exact
numbers = input().split()
for number in sorted(numbers):
    print("9" * 9 + "\b" * 9 + number, end="\r\n")
