# start.sh <data directory> <port>: the server in the foreground, with its socket in the data directory.
# A killed server leaves its number behind, which by now may be that of another process: nobody else runs one here.
rm -f "$1/postmaster.pid"
# A query that wants too much memory gets an error, where otherwise the box would lose its server.
ulimit -v 262144
exec postgres -D "$1" -k "$1" -p "$2"
