# tries: to be where the checker's input, answer and feedback are, before and after
# must: wrong_answer wrong_output
# challenge: solve-checker
import os

for path in (".run/answer", ".run/input", ".run/feedback/judgemessage.txt", "checker/check.py", "check.py"):
    for place in ("/box/work", "/box/tmp", "/box/data", "/tmp"):
        try:
            os.makedirs(os.path.dirname(f"{place}/{path}"), exist_ok=True)
            with open(f"{place}/{path}", "w") as file:
                file.write("import sys\nsys.exit(42)\n")
        except OSError:
            pass
if os.fork() == 0:
    os.setsid()
    for number in range(3):
        os.close(number)
    while True:
        try:
            with open("/box/work/.run/answer", "w") as file:
                file.write("1 2 3")
        except OSError:
            pass
print("1 2 3")
