"""Runs a suite with pytest beside the submission. Sent into the box as files; imports nothing of the judge.

entry    reads the order and the tests, deletes them from disk, starts pytest
memory   collects and imports tests that exist in memory only
traps    tests that cannot pass, among those of the suite
report   writes one line for every test to the private pipe
"""
