"""Django without a project, under gunicorn: as many threads as there are connections to the database."""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

url = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    APPEND_SLASH=False,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": url.hostname,
            "PORT": url.port,
            "USER": url.username,
            "PASSWORD": url.password,
            "NAME": url.path.lstrip("/"),
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
    PASSWORD_HASHERS=["hashers.AffordablePBKDF2"],
    ROOT_URLCONF="views",
    SECRET_KEY=os.environ["TOKEN_SECRET"],
    USE_TZ=True,
)


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", f"127.0.0.1:{os.environ['PORT']}")
        self.cfg.set("graceful_timeout", 1)
        self.cfg.set("threads", 8)
        self.cfg.set("worker_class", "gthread")

    def load(self):
        return get_wsgi_application()


if __name__ == "__main__":
    django.setup()
    Server().run()
