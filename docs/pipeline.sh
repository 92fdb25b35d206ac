#!/bin/sh
# A CI pipeline: grades a take-home with an exit status and JUnit XML, on a judge and without one.
# Run it in the checkout after docs/manager.sh: sh docs/pipeline.sh
set -eu
umask 077
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
home=${JUDGE_HOME:-.judge}
tour=$home/tour
JUDGE_API_URL=$(cat "$home/url")
export JUDGE_API_URL

# Once: a key for the pipeline, which goes into its secrets.
rm -f "$tour/ci.key"
JUDGE_API_KEY_FILE="$tour/manager.key" judge keys create --role ci --name "take-home pipeline" --expires 90d \
    --out "$tour/ci.key"
export JUDGE_API_KEY_FILE="$tour/ci.key"

# In each run: the repository to grade. This one passes 80 of 100 points at least, or the job fails.
mkdir -p "$tour/take-home"
echo 'print(sum(int(word) for word in open(0).read().split()))' >"$tour/take-home/main.py"
judge submit "$tour/take-home" --challenge acme-sums --threshold 80% --junit "$tour/server.xml" --json >"$tour/record.json"

# The score, signed, for whoever has to trust it later: no judge is needed to verify it.
id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["id"])' "$tour/record.json")
judge receipt get "$id" --out "$tour/receipt.jws"
curl -fsS "$JUDGE_API_URL/api/v1/receipt-keys" >"$tour/keys.json"
judge receipt verify "$tour/receipt.jws" --keys "$tour/keys.json" --files "$tour/take-home"

# The same verdict without any server: same graders, same sandbox, on this machine.
judge grade "$tour/take-home" --package "$tour/acme-sums" --junit "$tour/local.xml"

# What is wrong with code that fails comes as exit status 1, and names the tests.
echo 'print(0)' >"$tour/take-home/main.py"
judge grade "$tour/take-home" --package "$tour/acme-sums" || echo "exit status $?"
