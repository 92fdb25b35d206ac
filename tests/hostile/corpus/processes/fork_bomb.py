# tries: fork for ever, in every process there is, whatever the system answers
# must: runtime_error too_many_processes | time_limit_exceeded cpu_time | time_limit_exceeded wall_time
# must on runsc: runtime_error too_many_processes | time_limit_exceeded cpu_time | time_limit_exceeded wall_time
#   | memory_limit_exceeded out_of_memory
# because: there a fork has its own copy of what it holds from the start, so that 32 are over the memory first
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
