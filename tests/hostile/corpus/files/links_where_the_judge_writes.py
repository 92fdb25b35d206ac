# tries: plant symbolic links wherever a judge may write, read or change an owner later: names of its files, of
#   streams and of the next submission's program, each leading to a file of the system
# must: accepted
import os

NAMES = ("main.py", "Main.java", "main.go", "main.cpp", "main.js", ".run", "stdin", "stdout", "stderr", "input", "output",
         "meta", "run_script", "compile_script", "compile_output", ".program", "report.xml", "1.in", "1.ans", "go.mod")
for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm", "/dev/mqueue"):
    for number, name in enumerate(NAMES):
        target = ("/etc/passwd", "/proc/1/mem", "/proc/self/mem", "/dev/stdout", "/opt/judge/supervisor/main.py", "..", name)
        for act in (os.unlink, os.rmdir, lambda path: os.rename(path, path + ".away")):
            try:
                act(f"{place}/{name}")
            except OSError:
                pass
        try:
            os.symlink(target[number % len(target)], f"{place}/{name}")
        except OSError:
            pass
print("contained")
