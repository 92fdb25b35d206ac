"""Flask on gunicorn's threads, SQLAlchemy Core over psycopg. One transaction a transfer; rows are locked in order."""

import os

from flask import Flask
from gunicorn.app.base import BaseApplication

import accounts
import store
import transfers
from refusal import Refusal, refused

THREADS = 16


def create_app():
    app = Flask(__name__)
    app.json.sort_keys = False
    app.register_blueprint(accounts.routes)
    app.register_blueprint(transfers.routes)
    app.register_error_handler(Refusal, refused)
    app.get("/healthz")(lambda: {"status": "ok"})
    return app


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", f"127.0.0.1:{os.environ['PORT']}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", THREADS)
        self.cfg.set("keepalive", 1)
        self.cfg.set("graceful_timeout", 8)
        self.cfg.set("loglevel", "warning")

    def load(self):
        store.connect(os.environ["DATABASE_URL"], THREADS)
        return create_app()


if __name__ == "__main__":
    Server().run()
