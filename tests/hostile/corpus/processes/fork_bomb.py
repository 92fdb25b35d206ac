# tries: fork for ever, in every process there is, whatever the system answers
# must: runtime_error too_many_processes | time_limit_exceeded cpu_time | time_limit_exceeded wall_time
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
