"""Grades on the spot: one process, no Redis, no API, no queue; the same pipeline, graders and boxes as a worker.

    python -m worker.local  <  a request (requests.py)   >  a line of JSON for each thing that happens (lines.py)

Whoever starts it (``judge grade``, ``judge challenge test``) reads the lines; logs go to standard error. Status 0 when
every submission has a record, 2 when the request cannot be graded as it is, 3 when the judge failed.
"""
