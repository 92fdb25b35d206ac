import sys


def main() -> None:
    query, *log = sys.stdin.buffer.read().split(b"\n")
    start, end, ranks = query.decode().split()
    for line in log:
        ...  # parse the line, count what it says
    # print the report


main()
