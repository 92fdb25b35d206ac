"""The name of a package's content. Equal files give equal names on every machine."""

import hashlib
from collections.abc import Mapping


def content_hash(files: Mapping[str, bytes]) -> str:
    """``sha256:…`` over paths and contents, in path order; lengths are hashed too, so no two packages run together."""
    digest = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode("utf-8", "surrogatepass"), files[path]):
            digest.update(b"%d:" % len(part))
            digest.update(part)
    return f"sha256:{digest.hexdigest()}"
