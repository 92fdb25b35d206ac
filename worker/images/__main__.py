"""``python -m worker.images [build|list] [name …]``: build what is missing, or say what there is."""

import argparse
import os
import sys

from worker.images.build import build_images, default_images, every_image, missing_images
from worker.images.engine import BuildFailed
from worker.images.refs import named_ref
from worker.images.site import read_site


def main() -> int:
    known, usual = every_image(), default_images()
    parser = argparse.ArgumentParser(prog="python -m worker.images", description=__doc__)
    parser.add_argument("action", choices=["build", "list"], nargs="?", default="build")
    parser.add_argument("names", metavar="name", nargs="*", help=f"default: {' '.join(usual)}")
    wanted = parser.parse_args()
    names = wanted.names or usual
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no such image: {', '.join(unknown)}; there are {', '.join(known)}")
    try:
        if wanted.action == "build":
            build_images(names, read_site(os.environ), _say)
        missing = missing_images(names)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    for name in names:
        print(f"{'missing' if name in missing else 'ready  '}  {named_ref(name)}")
    return 1 if missing else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
