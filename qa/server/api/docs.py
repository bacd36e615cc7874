"""The OpenAPI document as a page to read and to try out, which loads nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}


def install(app: FastAPI) -> None:
    """Serve the page at /docs; its addresses are relative, so that it works below any path."""

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="openapi.json",
            title=app.title,
            swagger_js_url="docs/swagger-ui-bundle.js",
            swagger_css_url="docs/swagger-ui.css",
            swagger_favicon_url="docs/favicon.png",
            swagger_ui_parameters={"validatorUrl": None, "tryItOutEnabled": True, "docExpansion": "list"},
        )

    for name in _FILES:
        app.add_api_route(f"/docs/{name}", _file(name), include_in_schema=False, response_class=FileResponse)


def _file(name: str) -> Callable[[], FileResponse]:
    path = Path(str(files("fastapi_offline"))) / "static" / name

    def file() -> FileResponse:
        return FileResponse(path, media_type=_FILES[name])

    return file
