#!/bin/sh
# A candidate: turns an invitation's link into a key, tries the sample tests, submits, and reads why it failed.
# Run it in the checkout, after docs/manager.sh or with a link: sh docs/candidate.sh [LINK]
set -eu
umask 077
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
tour=${JUDGE_HOME:-.judge}/tour
link=${1:-$(cat "$tour/link")}
url=${link%/join/*}
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

# From now on the clock runs. In a browser the link is a page with a button that does the same.
curl -fsS -H 'Content-Type: application/json' "$url/api/v1/join" -d "{\"token\": \"${link##*/}\"}" |
    field key >"$tour/candidate.key"
export JUDGE_API_URL="$url" JUDGE_API_KEY_FILE="$tour/candidate.key"
auth="Authorization: Bearer $(cat "$tour/candidate.key")"
curl -fsS -H "$auth" "$url/api/v1/challenges/acme-sums" | field statement

# An input of one's own, which counts for nothing and costs no attempt.
run=$(curl -fsS -H "$auth" -H 'Content-Type: application/json' "$url/api/v1/runs" -d '
  {"challenge": "acme-sums", "runtime": "python", "input": "40 2",
   "files": {"main.py": "print(sum(abs(int(word)) for word in input().split()))\n"}}' | field id)
curl -fsS -H "$auth" "$url/api/v1/runs/$run?wait=30" | field own

# A first attempt that forgets something: exit status 1, and the failing tests with what was expected where it may be seen.
mkdir -p "$tour/solution"
echo 'print(sum(abs(int(word)) for word in open(0).read().split()))' >"$tour/solution/main.py"
judge submit "$tour/solution" --challenge acme-sums || echo "exit status $?"

# A second one that does not.
echo 'print(sum(int(word) for word in open(0).read().split()))' >"$tour/solution/main.py"
judge submit "$tour/solution" --challenge acme-sums
curl -fsS -H "$auth" "$url/api/v1/assessment" | field deadline
