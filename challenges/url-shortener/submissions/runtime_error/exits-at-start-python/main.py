"""Wants a setting that nobody promised, and ends without it."""

import os
import sys

from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        sys.exit("DATABASE_URL is not set")
    app.run("127.0.0.1", int(os.environ["PORT"]))
