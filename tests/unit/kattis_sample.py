"""Imports a problem of the tests, with other files over it, and asks what came of it."""

import io
import zipfile

import pytest

from judge.domain.errors import InvalidInput
from judge.imports import Source
from judge.imports.kattis import import_kattis
from judge.packages import load
from judge.runtimes import load_catalogue

RUNTIMES = load_catalogue()


def imported(files, over=None):
    """``files`` with others ``over`` them, imported."""
    return import_kattis(Source("any-pair", {**files, **(over or {})}), RUNTIMES)


def challenge(files, over=None):
    made = imported(files, over)
    return load(made.files, RUNTIMES, folder=made.id)


def notes(files, over=None):
    return [str(note) for note in imported(files, over).notes]


def refused(files, over=None):
    with pytest.raises(InvalidInput) as error:
        imported(files, over)
    assert error.value.problems
    return " ".join(f"{problem.field}: {problem.message}" for problem in error.value.problems)


def problem(text):
    return {"problem.yaml": text.encode()}


def zipped(files, folder=""):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, content in files.items():
            archive.writestr(folder + path, content)
    return data.getvalue()
