"""``python -m worker.doctor``: one line a check, and the command that fixes what is not well."""

import os
import sys

from judge.config import Settings, SettingsError
from judge.runtimes import load_catalogue
from worker.doctor.examine import examine
from worker.doctor.finding import Finding, State


def main() -> int:
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    named = any(os.environ.get(name) for name in ("JUDGE_REDIS_URL", "JUDGE_REDIS_URL_FILE"))
    findings = examine(settings, load_catalogue(), redis_named=named)
    for finding in findings:
        print(shown(finding))
    lacking = [finding.name for finding in findings if finding.state is State.MISSING]
    print(f"\nThe judge cannot start yet: {', '.join(lacking)}." if lacking else "\nThe judge can start: make up")
    return 1 if lacking else 0


def shown(finding: Finding) -> str:
    """The line of a finding, with its fix below."""
    line = f"{finding.state:8}{finding.name:14}{finding.detail}"
    return f"{line}\n{'':22}fix: {finding.fix}" if finding.fix else line


if __name__ == "__main__":
    sys.exit(main())
