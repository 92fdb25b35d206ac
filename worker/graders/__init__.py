"""How the stages of a challenge are graded. Knows the sandbox's interface, and no backend.

plan → build → kinds → stdio, suite, http → sheet
"""
