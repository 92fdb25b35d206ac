"""Challenge packages: from a folder or a mapping of files to a checked, frozen ``Challenge``.

    folder ── read_folder ──► files ── load ──► Challenge          (or one InvalidInput that lists every problem)
                                └───── content_hash ──► the name under which a version is stored

The API and the workers use the same ``load``; only ``read_folder`` touches the disk.
"""

from judge.packages.folder import package_folders, read_folder
from judge.packages.loader import load
from judge.packages.version import content_hash

__all__ = ["content_hash", "load", "package_folders", "read_folder"]
