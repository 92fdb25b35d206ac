"""Compares sources in a process of its own: they are candidates' texts, and reading them may take for ever.

worker's main process ── Sources as JSON ──► python -m judge.similarity (limits on time and memory)
                      ◄── Findings as JSON ──
"""
