"""What a browser sent, taken as what it should be only after a look: whatever it is, all of these read it."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://[^\s?#<>\"]+")  # of the page, as a browser sends it


def fields(value: object) -> dict[str, object]:
    """What an object holds; nothing of what is none."""
    return value if isinstance(value, dict) else {}


def strings(value: object) -> list[str]:
    """A list of strings."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(value: object, otherwise: int = 0) -> int:
    """A number, not below ``otherwise``, which it is where none was sent."""
    try:
        return min(max(int(str(value)), otherwise), 1_000_000)
    except ValueError:
        return otherwise


def page_of(value: object) -> str:
    """The address of the page, for links from elsewhere; empty where none was sent."""
    page = str(fields(value).get("page", ""))
    return page if _ADDRESS.fullmatch(page) else ""
