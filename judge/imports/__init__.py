"""Packages of other judges become packages of this one: files in, files out, and a note for all that stayed behind.

    folder or zip ── read_source ──► files ── import_kattis / import_classroom ──► Imported (files that load, notes)

Only ``source`` touches the disk. What is essential and cannot be carried over is an InvalidInput, never a note: a
challenge that grades otherwise than it did would be worse than none.
"""

from judge.imports.imported import Imported, Note
from judge.imports.source import Source, read_source

__all__ = ["Imported", "Note", "Source", "read_source"]
