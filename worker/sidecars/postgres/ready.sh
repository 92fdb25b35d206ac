# ready.sh <data directory>: ends when queries are answered. The port accepts connections a little earlier than that.
for attempt in $(seq 3000); do
    grep -q '^ready' "$1/postmaster.pid" && exit 0
    sleep 0.005
done
exit 1
