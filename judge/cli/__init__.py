"""The command line: ``python -m judge.cli up|demo|doctor|images``.

Starts the judge's parts as processes of their own and talks to them over HTTP. Knows no part from the inside; what
belongs to the worker (its doctor, its images) is started as a program too.
"""
