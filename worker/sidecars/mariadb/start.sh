# start.sh <data directory> <port>: the server in the foreground, with its socket in the data directory.
exec mariadbd --defaults-file=/opt/sidecar/server.cnf --datadir="$1" --port="$2" --socket="$1/server.sock" \
    --pid-file="$1/server.pid"
