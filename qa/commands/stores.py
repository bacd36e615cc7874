"""Which library a command is about that knows folders alone: never that of a folder in the place of one on a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryError

if TYPE_CHECKING:
    from qa.server.settings import Settings


def on_server(library: Path | None) -> Settings | None:
    """The settings, where they name a server, and ``library`` is no other folder than the one for what is beside it."""
    from qa.server.settings import load

    settings = load().settings
    beside = library is None or library.resolve() == settings.library.resolve()
    return settings if settings.store and beside else None


def folder(library: Path | None, command: str, cure: str) -> Path:
    """The folder of the library. Raises LibraryError where it is on a server, whose address is SERVER in the cure."""
    from qa.library import default_folder

    if settings := on_server(library):
        reason = f"this library is on a server, and `ontherecord {command}` is for one in a folder"
        raise LibraryError(settings.store, reason, cure.replace("SERVER", settings.store))
    return library or default_folder()
