"""Django on gunicorn's threads: models over the given tables, one transaction a request."""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings
from gunicorn.app.base import BaseApplication

database = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    APPEND_SLASH=False,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": database.hostname,
            "PORT": database.port,
            "NAME": database.path.lstrip("/"),
            "USER": database.username,
            "PASSWORD": database.password,
            "ATOMIC_REQUESTS": True,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    },
    LOGGING={"version": 1, "loggers": {"django.request": {"level": "ERROR"}}},
    MIDDLEWARE=["refusal.Refusals"],
    ROOT_URLCONF="urls",
    USE_TZ=True,
)
django.setup()


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", f"127.0.0.1:{os.environ['PORT']}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 12)
        self.cfg.set("keepalive", 1)
        self.cfg.set("graceful_timeout", 8)
        self.cfg.set("loglevel", "warning")

    def load(self):
        import models
        from django.core.wsgi import get_wsgi_application

        models.create_tables()
        return get_wsgi_application()


if __name__ == "__main__":
    Server().run()
