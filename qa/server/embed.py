"""The chat inside another page: the custom element that such a page loads, and the head of the page in its frame."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

router = APIRouter(include_in_schema=False)
_ICON = '<link rel="icon" href="favicon.ico">'
_STATIC = Path(__file__).parent / "static"


@router.get("/embed.js")
def element() -> Response:
    """To be loaded by any page; whether that page may then show the frame is the browser's to ask."""
    return Response(_read("embed.js"), media_type="text/javascript", headers={"cache-control": "max-age=3600"})


def head() -> str:
    """For the head of the page: its icon, wherever it is mounted, and what makes it the chat alone in a frame."""
    return f"{_ICON}<style>{_read('frame.css')}</style><script>{_read('frame.js')}</script>"


def _read(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")
