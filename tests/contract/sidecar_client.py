"""Runs in a tester's box, where the drivers are: statements by address, each answered with rows or with an error.

What it is to ``hold`` stays open, while it listens on a port so that others see it is there.
"""

import json
import shlex
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
import redis


def connect(url: str) -> Any:
    address = urlsplit(url)
    if address.scheme == "postgresql":
        return psycopg.connect(url, autocommit=True)
    if address.scheme == "mysql":
        return pymysql.connect(
            host=address.hostname,
            port=address.port or 0,
            user=address.username,
            password=address.password or "",
            database=address.path[1:],
            autocommit=True,
        )
    client = redis.Redis.from_url(url, decode_responses=True)
    client.ping()
    return client


def say(connection: Any, statement: str) -> Any:
    if hasattr(connection, "execute_command"):
        return connection.execute_command(*shlex.split(statement))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [list(row) for row in cursor.fetchall()] if cursor.description else []


def answer(url: str, statements: list[str]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    try:
        connection = connect(url)
    except Exception as error:
        return [{"refused": str(error)}]
    for statement in statements:
        try:
            answers.append({"rows": say(connection, statement)})
        except Exception as error:
            answers.append({"error": f"{type(error).__name__}: {error}"})
    return answers


def main() -> None:
    order = json.loads(sys.argv[1])
    if "hold" in order:
        held = []
        for url, statements in order["hold"]:
            held.append(connect(url))
            for statement in statements:
                say(held[-1], statement)
        with socket.create_server(("127.0.0.1", order["port"])) as listener:
            while True:
                listener.accept()[0].close()
    json.dump([answer(url, statements) for url, statements in order["ask"]], sys.stdout, default=str)


main()
