# tries: do nothing for longer than it may, without a descriptor that anybody could be waiting at
# must: time_limit_exceeded wall_time
import os
import time

os.closerange(0, 1024)
time.sleep(60)
