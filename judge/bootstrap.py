"""The first key: ``python -m judge.bootstrap FILE`` leaves an admin's key in a file that only its owner can read.

A key that is there and valid is kept. There is no default one: whoever can read the file, or write to Redis, is admin.
"""

import os
import sys
from pathlib import Path

from judge.config import Settings, SettingsError
from judge.domain.access import SHARED, Role
from judge.domain.errors import Unavailable
from judge.service.keys import KeyCases, NewKey
from judge.store.store import open_store

NAME = "first admin"


def ensure_admin_key(keys: KeyCases, file: Path) -> bool:
    """Whether a new key was made. Raises OSError, Unavailable."""
    text = file.read_text().strip() if file.exists() else ""
    if text and keys.is_admin(text):
        file.chmod(0o600)
        return False
    issued = keys.make(NewKey(role=Role.ADMIN, organisation=SHARED, name=NAME))
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as output:
        output.write(issued.whole + "\n")
    new.replace(file)
    return True


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m judge.bootstrap FILE", file=sys.stderr)
        return 2
    file = Path(sys.argv[1])
    try:
        store = open_store(Settings.from_env(os.environ))
        made = ensure_admin_key(KeyCases(store.keys, store.uses), file)
    except (SettingsError, Unavailable, OSError) as error:
        print(f"no admin key: {error}", file=sys.stderr)
        return 1
    print(f"admin key {'made, it is' if made else 'is'} in {file}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
