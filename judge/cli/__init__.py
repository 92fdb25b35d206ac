"""The command line, ``judge`` or ``python -m judge.cli``.

    serving      up, demo (commands; assembly, parts, redis, client, samples), doctor, images
    submitting   submit, status, report, grade, keys, receipt, completion: a client of any judge's API, or of none
    writing      challenge new, check, test, publish, import (judge.cli.challenge)

Starts the judge's parts as processes of their own and talks to them over HTTP. Knows no part from the inside; what
belongs to the worker (its doctor, its images) is started as a program too.
"""
