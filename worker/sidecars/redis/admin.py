"""``python3 -I -S admin.py <folder>``: commands from stdin, one a line, as the administrator.

Unlike redis-cli it ends with the first that fails, and says which. Lines that are empty or begin with # are left out.
"""

import shlex
import socket
import sys
from typing import BinaryIO


class Failed(Exception):
    """The server's words."""


def send(connection: socket.socket, words: list[str]) -> None:
    parts = [word.encode() for word in words]
    body = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    connection.sendall(b"*%d\r\n%s" % (len(parts), body))


def skip(answers: BinaryIO) -> None:
    """Read one answer. Raises Failed."""
    line = answers.readline()
    kind, rest = line[:1], line[1:].strip()
    if kind == b"$" and int(rest) >= 0:
        answers.read(int(rest) + 2)
    elif kind == b"*":
        for _ in range(max(0, int(rest))):
            skip(answers)
    elif kind not in (b"+", b":", b"$"):
        raise Failed(rest.decode() or "the connection ended")


def main() -> None:
    folder = sys.argv[1]
    with open(f"{folder}/admin") as file:
        password = file.read().strip()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"{folder}/server.sock")
        answers = connection.makefile("rb")
        send(connection, ["AUTH", "admin", password])
        skip(answers)
        for number, line in enumerate(sys.stdin, 1):
            words = shlex.split(line, comments=False)
            if not words or line.startswith("#"):
                continue
            send(connection, words)
            try:
                skip(answers)
            except Failed as failed:
                sys.exit(f"line {number}: {words[0]}: {failed}")


main()
