"""Are there known vulnerabilities in what we pin? Asks pip-audit about every requirements file of the project.

    python scripts/audit.py            what is known fails; what could not be asked is said in one line
    python scripts/audit.py --strict   what could not be asked fails too

A machine without a way to the services must still be able to check its code, and must not believe that it has looked.
Status 1: a vulnerability, or an entry of the list of ignored ones that does not count. 2: not asked, with --strict.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IGNORED = ROOT / "audit-ignored.txt"
SERVICES = ("pypi", "osv")
"""Asked one after the other, until each package was found by one of them."""
WITHIN_S = 120
_ENTRY = re.compile(r"(?P<id>[A-Za-z0-9-]+)\s+(?P<until>\d{4}-\d{2}-\d{2})\s+(?P<reason>\S.*)")


@dataclass
class Found:
    """By the names of packages: which there are, which some service knew, and lines about those that have a hole."""

    packages: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    holes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Line to all names of the vulnerability."""
    troubles: list[str] = field(default_factory=list)

    @property
    def unknown(self) -> list[str]:
        return sorted(self.packages - self.known)


def requirement_files() -> list[Path]:
    """Ours, and those of the images: what stands beside a submission is attacked like everything else."""
    images = sorted((ROOT / "worker").rglob("requirements*.txt"))
    return [ROOT / "constraints.txt", *sorted(ROOT.glob("requirements*.txt")), *images]


def ignored(text: str, today: date) -> tuple[set[str], list[str]]:
    """The ids on the list, and what is wrong with it. An entry has an id, the day until which it counts, a reason."""
    ids, problems = set(), []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line.strip())
        if entry is None:
            problems.append(f"line {number} must be: id, day until which it is ignored (2030-01-31), reason")
        elif date.fromisoformat(entry["until"]) < today:
            problems.append(f"{entry['id']} was to be ignored until {entry['until']}: look at it again")
        else:
            ids.add(entry["id"])
    return ids, problems


def ask(service: str, files: Iterable[Path], osv_url: str, found: Found) -> None:
    """Add what one service says."""
    where = ("--osv-url", osv_url) if osv_url and service == "osv" else ()
    given = [word for file in files for word in ("-r", str(file))]
    options = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10")
    try:
        ran = subprocess.run(
            (sys.executable, "-m", "pip_audit", *options, "--vulnerability-service", service, *where, *given),
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        told = json.loads(ran.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        found.troubles.append(f"{service} did not answer within {WITHIN_S} s")
        return
    except (ValueError, KeyError):
        said = ran.stderr.strip().splitlines() or ["no reason was given"]
        found.troubles.append(f"{service}: {said[-1][:120]}")
        return
    if not told:
        found.troubles.append(f"{service} was asked about nothing")
    for package in told:
        name = package["name"]
        found.packages.add(name)
        if "skip_reason" in package:
            continue
        found.known.add(name)
        for hole in package["vulns"]:
            better = ", ".join(hole["fix_versions"]) or "no version yet"
            line = f"{name} {package['version']}: {hole['id']}, mended in {better}"
            found.holes[line] = (hole["id"], *hole.get("aliases", ()))


def main(argv: Sequence[str]) -> int:
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--strict", action="store_true")
    options.add_argument("--services", default=",".join(SERVICES))
    options.add_argument("--osv-url", default="")
    options.add_argument("--ignored", type=Path, default=IGNORED)
    given = options.parse_args(argv)
    files = given.files or requirement_files()
    ids, problems = ignored(given.ignored.read_text("utf-8"), datetime.now(UTC).date())
    found = Found()
    for service in given.services.split(","):
        ask(service, files, given.osv_url, found)
        if found.known and not found.unknown:
            break
    problems += [line for line, names in sorted(found.holes.items()) if not ids.intersection(names)]
    for problem in problems:
        print(f"audit   {problem}")
    if not found.known:
        print(f"audit   NOT DONE: no service could be asked ({'; '.join(found.troubles) or 'none knew a package'}).")
    elif found.unknown:
        print(f"audit   NOT DONE for {len(found.unknown)} of {len(found.packages)}: {', '.join(found.unknown)}")
    elif not problems:
        print(f"audit   {len(found.known)} packages have no known vulnerability that is not in {given.ignored.name}")
    if not found.known or found.unknown:
        print("audit   Run `make audit` where https://pypi.org/pypi/… or https://api.osv.dev can be reached.")
    if problems:
        return 1
    return 2 if given.strict and (found.unknown or not found.known) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
