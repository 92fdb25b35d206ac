"""The headers of every answer, whoever makes it: a call, the framework's errors, or gunicorn's."""

from flask import Response

SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""A page with scripts or styles says its own policy, and a file that anybody may keep says so."""


def add_headers(response: Response) -> Response:
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    return response
