# admin.sh <folder>: commands on stdin, one a line, as the administrator; the first that fails ends it.
REDISCLI_AUTH=$(cat "$1/admin")
export REDISCLI_AUTH
exec redis-cli -e -s "$1/server.sock" --user admin
