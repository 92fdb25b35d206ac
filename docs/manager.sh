#!/bin/sh
# A hiring manager: writes a challenge, proves it, publishes it, and invites somebody to solve it.
# Run it in the checkout while `make up` serves: sh docs/manager.sh
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
home=${JUDGE_HOME:-.judge}
url=$(cat "$home/url")
tour=$home/tour
rm -rf "$tour" && mkdir -m 700 "$tour"
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

# The admin's key makes one for the manager of an organisation. From here on it is the manager's.
judge keys create --role manager --organisation acme --name "Mia, hiring" --out "$tour/manager.key" \
    --url "$url" --key-file "$home/admin.key"
export JUDGE_API_URL="$url" JUDGE_API_KEY_FILE="$tour/manager.key"
auth="Authorization: Bearer $(cat "$tour/manager.key")"
json='Content-Type: application/json'

# A challenge: begun from a scaffold, checked, its known submissions graded here, published by the server's own gate.
judge challenge new acme-sums --kind stdio --runtime python --dir "$tour"
judge challenge check "$tour/acme-sums"
judge challenge test "$tour/acme-sums" --runs 2
judge challenge publish "$tour/acme-sums"

# An assessment: an hour and three attempts. The link is shown this once; whoever opens it gets a key for it.
assessment=$(curl -fsS -H "$auth" -H "$json" "$url/api/v1/assessments" -d '
  {"title": "Backend engineer", "challenges": ["acme-sums"], "duration_s": 3600, "attempts": 3}' | field id)
curl -fsS -H "$auth" -H "$json" "$url/api/v1/assessments/$assessment/invitations" -d '
  {"invitations": [{"name": "Ann Lee", "extra_time_s": 900}]}' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["invitations"][0]["link"])' >"$tour/link"
echo "Send this to Ann: $(cat "$tour/link")"

# Who has got how far, for a spreadsheet; without format=csv as JSON.
echo "$assessment" >"$tour/assessment"
curl -fsS -H "$auth" "$url/api/v1/assessments/$assessment/results?format=csv"
