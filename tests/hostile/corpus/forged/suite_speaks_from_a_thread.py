# tries: the same from a thread that waits until the tests run
# must: wrong_answer tests_disturbed
# challenge: solve-suite
import gc
import os
import threading
import time


def forge():
    while True:
        for session in gc.get_objects():
            if type(session).__name__ == "Session" and getattr(session, "testscollected", 0):
                reporter = next(each for each in gc.get_objects() if type(each).__name__ == "Reporter")
                for item in session.items:
                    reporter._send(
                        kind="test",
                        id=item.nodeid,
                        outcome="passed",
                        cause="",
                        message="",
                        text="",
                        output="",
                        wall_ms=1,
                        cpu_ms=1,
                    )
                os._exit(0)
        time.sleep(0.001)


threading.Thread(target=forge).start()


def spread(numbers):
    time.sleep(5)
