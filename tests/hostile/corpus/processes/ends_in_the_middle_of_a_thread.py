# tries: end the first thread alone, so that the process is a zombie that lives on in its others and holds what it has
# must: time_limit_exceeded wall_time
import ctypes
import threading
import time

EXIT = 60  # of this thread only, where exit_group ends them all
threading.Thread(target=time.sleep, args=(30,)).start()
ctypes.CDLL(None).syscall(EXIT, 0)
