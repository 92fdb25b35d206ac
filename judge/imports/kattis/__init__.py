"""The Kattis (ICPC) problem package format: ``legacy`` and ``2023-07-draft``, written from the public specification.

problem.yaml ──► metadata      statement ──► statement, tex      data/ ──► tree ──► cases, groups ──► stages
output validators ──► checker  submissions/ ──► submissions      all of it ──► package
"""

from judge.imports.kattis.package import import_kattis

__all__ = ["import_kattis"]
