"""The human pages: Swagger UI over the OpenAPI document. All of it is served from here; no other host is asked."""

from collections.abc import Callable
from importlib.resources import files

from flask import Flask, Response

from judge.api.calls import Answer, Call
from judge.domain.access import PUBLIC

_ASSETS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "index.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
# Swagger UI sets style attributes from its script and shows data: images; nothing else may come from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Backend judge: HTTP API</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="/docs/index.css">
  <link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """window.ui = SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true,
  validatorUrl: null, presets: [SwaggerUIBundle.presets.apis]});
"""


def docs_calls(document: Callable[[], str]) -> tuple[Call, ...]:
    def openapi() -> Response:
        return Response(document(), content_type="application/json")

    def page() -> Response:
        return Response(_PAGE, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})

    return (
        Call(
            method="GET",
            path="/openapi.json",
            view=openapi,
            summary="This document",
            access=PUBLIC,
            answers=(Answer(description="OpenAPI 3.1."),),
        ),
        Call(
            method="GET",
            path="/docs",
            view=page,
            summary="This document, for people",
            access=PUBLIC,
            answers=(Answer(description="A page.", media_type="text/html"),),
        ),
    )


def register_assets(app: Flask) -> None:
    """The page's own files; they are no part of the API."""

    def asset(name: str) -> Response:
        content = (
            _START.encode() if name == "start.js" else files("flask_swagger_ui").joinpath("dist", name).read_bytes()
        )
        kind = _ASSETS.get(name, "text/javascript; charset=utf-8")
        return Response(content, content_type=kind, headers={"Cache-Control": "public, max-age=86400"})

    for name in (*_ASSETS, "start.js"):
        app.add_url_rule(f"/docs/{name}", f"asset {name}", asset, defaults={"name": name}, methods=["GET"])
