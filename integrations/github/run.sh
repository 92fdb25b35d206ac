#!/usr/bin/env bash
# The action's only step: install the judge unless it is there, grade, tell the runner, exit as the judge did.
#
# Reads INPUT_… (see action.yml), JUDGE_API_URL and JUDGE_API_KEY, and what the runner gives every step: GITHUB_OUTPUT,
# GITHUB_ACTION_PATH, RUNNER_TEMP. Annotations and the step's summary are the judge's own doing.
set -euo pipefail

record=$(mktemp "${RUNNER_TEMP:-/tmp}/judge-record.XXXXXX")
trap 'rm -f "$record"' EXIT

# A virtual environment of the judge's own, from the repository that this action is in, whatever the current folder holds.
if ! command -v judge >/dev/null 2>&1; then
    source=$GITHUB_ACTION_PATH/../..
    venv=$RUNNER_TEMP/judge-venv
    if [ ! -x "$venv/bin/judge" ]; then
        python3 -I -m venv "$venv"
        "$venv/bin/python" -I -m pip install --quiet --disable-pip-version-check \
            --constraint "$source/constraints.txt" "$source"
    fi
    PATH=$venv/bin:$PATH
fi

if [ -n "${INPUT_PACKAGE:-}" ] && [ -n "${INPUT_CHALLENGE:-}" ]; then
    echo "::error title=judge::Give challenge (and url, key), or package: not both."
    exit 2
elif [ -n "${INPUT_PACKAGE:-}" ]; then
    arguments=(grade "${INPUT_PATH:-.}" --package "$INPUT_PACKAGE" --view "${INPUT_VIEW:-candidate}")
elif [ -n "${INPUT_CHALLENGE:-}" ]; then
    if [ -z "${JUDGE_API_KEY:-}" ]; then
        echo "::notice title=judge::There is no key: secrets are not given to runs for pull requests from forks."
    fi
    arguments=(submit "${INPUT_PATH:-.}" --challenge "$INPUT_CHALLENGE" --timeout "${INPUT_TIMEOUT:-1800}")
else
    echo "::error title=judge::Give challenge (and url, key), or package."
    exit 2
fi
for name in runtime threshold junit sarif gradescope; do
    variable=INPUT_${name^^}
    if [ -n "${!variable:-}" ]; then
        arguments+=("--$name" "${!variable}")
    fi
done

code=0
judge "${arguments[@]}" --json >"$record" || code=$?

status=error # also where something else than the judge ended with 1
if [ -s "$record" ]; then
    case $code in
    0) status=passed ;;
    1) status=failed ;;
    esac
fi
echo "status=$status" >>"$GITHUB_OUTPUT"
python3 -I - "$record" >>"$GITHUB_OUTPUT" <<'PROGRAM'
import json, sys

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
record = json.loads(text) if text.strip() else {}
names = {"verdict": "verdict", "score": "score", "max-score": "max_score", "submission": "id"}
for output, member in names.items():
    value = record.get(member)
    print(f"{output}={'' if value is None else str(value).splitlines()[0]}")
PROGRAM
exit "$code"
