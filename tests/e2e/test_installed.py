"""The command as ``pip install .`` leaves it: every file that it needs is in the wheel, and nothing of a checkout."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from judge.config import CHECKOUT

SOURCES = ("judge", "worker", "pyproject.toml", "README.md", "LICENSE", "requirements.txt", "requirements-bare.txt")
WITHIN_S = 300


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel's content in it; what it depends on is that of the tests."""
    place = tmp_path_factory.mktemp("installed")
    source = place / "source"
    source.mkdir()
    for name in SOURCES:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(CHECKOUT / name, source / name)
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check")
    subprocess.run((*pip, "--target", str(place / "site"), str(source)), check=True, timeout=WITHIN_S)
    shutil.rmtree(source)
    return place


def command(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUDGE_", "PYTHON"))}
    environment = {**kept, "PYTHONPATH": str(installed / "site"), "HOME": str(installed), "NO_COLOR": "1"}
    return subprocess.run(
        (sys.executable, "-P", "-m", "judge.cli", *arguments),
        cwd=installed,
        env=environment,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )


def test_the_wheel_holds_every_file_of_the_packages(installed: Path) -> None:
    def files(root: Path) -> set[str]:
        found = (path for name in ("judge", "worker") for path in (root / name).rglob("*") if path.is_file())
        return {str(path.relative_to(root)) for path in found if "__pycache__" not in path.parts}

    assert files(installed / "site") == files(CHECKOUT)


@pytest.mark.docker
def test_a_challenge_is_scaffolded_and_graded_away_from_any_checkout(installed: Path) -> None:
    made = command(installed, "challenge", "new", "sums")
    assert made.returncode == 0, made.stderr
    solution = installed / "sums" / "submissions" / "accepted" / "sum-python"
    graded = command(installed, "grade", str(solution), "--package", "sums", "--json")
    assert graded.returncode == 0, graded.stderr
    assert json.loads(graded.stdout)["verdict"] == "accepted"
