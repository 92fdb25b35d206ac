# prepare.sh <folder>: an administrator with a password that only this box knows, and nobody else.
set -eu
umask 077
mkdir -p "$1"
tr -d - </proc/sys/kernel/random/uuid >"$1/admin"
printf 'user default off\nuser admin on >%s ~* &* +@all\n' "$(cat "$1/admin")" >"$1/users.acl"
