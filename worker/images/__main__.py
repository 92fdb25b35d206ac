"""``python -m worker.images [build|list] [runtime …]``: build what is missing, or say what there is."""

import argparse
import os
import sys

from judge.runtimes import load_catalogue
from worker.images.build import build_images, missing_images
from worker.images.engine import BuildFailed
from worker.images.refs import image_ref
from worker.images.site import read_site


def main() -> int:
    catalogue = load_catalogue()
    parser = argparse.ArgumentParser(prog="python -m worker.images", description=__doc__)
    parser.add_argument("action", choices=["build", "list"], nargs="?", default="build")
    parser.add_argument("runtimes", metavar="runtime", nargs="*", help="default: every runtime of the catalogue")
    wanted = parser.parse_args()
    names = wanted.runtimes or list(catalogue)
    if unknown := [name for name in names if name not in catalogue]:
        parser.error(f"no such runtime: {', '.join(unknown)}; there are {', '.join(catalogue)}")
    try:
        if wanted.action == "build":
            build_images(names, read_site(os.environ), _say)
        missing = missing_images(names)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    for name in names:
        print(f"{'missing' if name in missing else 'ready  '}  {image_ref(name)}")
    return 1 if missing else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
