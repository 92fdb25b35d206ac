"""Django without a project: settings, routes, and the server of ``runserver``."""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application

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
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
    PASSWORD_HASHERS=["hashers.AffordablePBKDF2"],
    ROOT_URLCONF="views",
    SECRET_KEY=os.environ["TOKEN_SECRET"],
    USE_TZ=True,
)

if __name__ == "__main__":
    django.setup()
    run("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application(), threading=True)
