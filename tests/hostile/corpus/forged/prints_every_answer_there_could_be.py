# tries: to print the right answer too, among all others
# must: wrong_answer wrong_output
# challenge: solve
for number in range(5000):
    print(number, number)
