"""A copy of this tree with the kinds of change that a next version may make, to run beside this one.

``docs/operations.md`` ("Upgrading") says which those are. A commit of the past would be a real other version, but a
checkout need not have a past, and it would show what was changed since then instead of what may be changed next.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    # A record has a new field, a lease another one, and there is a new key.
    "judge/domain/submission.py": (
        ("    trouble: tuple[str, ...] = ()\n", '    trouble: tuple[str, ...] = ()\n    weight: str = ""\n'),
    ),
    "judge/store/keys.py": (
        ('"trouble",\n', '"trouble", "weight",\n'),
        ('    RUNNING = "judge:running"\n', '    RUNNING = "judge:running"\n    GRADED = "judge:graded"\n'),
    ),
    "judge/store/codec.py": (
        ("rejudges, trouble = more", "rejudges, trouble, weight = more"),
        (
            "        trouble=tuple(trouble.splitlines()),\n",
            "        trouble=tuple(trouble.splitlines()),\n        weight=weight,\n",
        ),
    ),
    "judge/store/lua/create.lua": (("'files', files)", "'files', files, 'weight', 'heavy')"),),
    "judge/store/lua/finish.lua": (
        ("conclude(id, 'finished'", "redis.call('INCR', KEY.GRADED)\nconclude(id, 'finished'"),
    ),
    "judge/store/lua/claim.lua": (("'trial', 'broken')", "'trial', 'broken', 'weight')"),),
    "judge/store/leases.py": (
        ("first, trial, broken = answer", "first, trial, broken, weight = answer"),
        ("worker=worker, tries=", "worker=worker, weight=weight or b'', tries="),
    ),
    "judge/service/leases.py": (("    tries: int = 1\n", '    tries: int = 1\n    weight: bytes = b""\n'),),
    # Reports say more, and so do workers of themselves.
    "judge/domain/report.py": (
        ('    detail: str = ""\n', '    detail: str = ""\n    replays: int = 1\n'),
        ("    own: OwnRun | None = None\n", "    own: OwnRun | None = None\n    tally: float = 0.0\n"),
    ),
    "judge/service/ports.py": (
        ("    services: bool = False\n", '    services: bool = False\n    version: str = ""\n'),
    ),
    # Something new happens to submissions.
    "judge/domain/events.py": (
        (
            "Event = StateChanged | TestEnded",
            "@dataclass(frozen=True, slots=True, kw_only=True)\nclass Built:\n    log: str\n\n\n"
            "Event = StateChanged | TestEnded | Built",
        ),
    ),
    # What is kept by id has a new field.
    "judge/domain/keys.py": (('    created_by: str = ""\n', '    created_by: str = ""\n    colour: str = "blue"\n'),),
    "tests/fake_worker.py": (
        ("        tests = int(", '        emit(Built(log="built"))\n        tests = int('),
        ("from judge.domain.events import Event\n", "from judge.domain.events import Built, Event\n"),
        ("score=1, max_score=1,", "score=1, max_score=1, tally=0.5,"),
        ('backend="fake",', 'backend="fake", version="next",'),
    ),
}


def write_next_version(folder: Path) -> None:
    for part in ("judge", "worker", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in CHANGES.items():
        text = (folder / name).read_text()
        for old, new in changes:
            assert text.count(old) == 1, (
                f"{name} has {text.count(old)} of {old!r}: change tests/next_version.py with it"
            )
            text = text.replace(old, new)
        (folder / name).write_text(text)


def ask_next_version(folder: Path, redis_url: str, program: str, *arguments: str) -> Any:
    """What a ``program`` in that tree prints as JSON. It has ``judge``, a ``tests.contract.judge_side.Judge``."""
    whole = "import json, sys\nfrom tests.contract.judge_side import Judge\njudge = Judge(sys.argv[1])\n" + program
    done = subprocess.run(
        [sys.executable, "-c", whole, redis_url, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
