"""GitHub Classroom's autograding: ``.github/classroom/autograding.json``, or the workflow with grader actions after it.

autograding.json │ classroom.yml ──► reading ──► commands (what a shell line starts) ──► stages, starter ──► package
"""

from judge.imports.classroom.package import import_classroom

__all__ = ["import_classroom"]
