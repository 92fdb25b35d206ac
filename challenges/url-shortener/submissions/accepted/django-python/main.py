"""Django with its ORM on SQLite, under gunicorn; a few threads, because SQLite lets writers in one by one."""

import os
import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="shortener.urls",
    INSTALLED_APPS=["shortener"],
    APPEND_SLASH=False,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.path.join(os.environ["DATA_DIR"], "links.sqlite"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 4,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
            },
        }
    },
)
django.setup()
application = get_wsgi_application()

if __name__ == "__main__":
    from shortener.models import create_table

    create_table()
    options = ["--bind", f"127.0.0.1:{os.environ['PORT']}", "--threads", "4", "--keep-alive", "0", "--no-control-socket"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, "main:application"])
