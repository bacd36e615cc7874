"""A library opened by its address: a folder of this machine, or an engine elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SettingError
from index.local.database import explained
from index.milvus.address import Options, parsed
from index.store import Store

if TYPE_CHECKING:
    from index.milvus.store import MilvusStore


def address_of(written: str) -> str:
    """An address as a user writes it, in the form in which two of the same library are the same."""
    return str(parsed(written, written)) if "://" in written else str(Path(written).expanduser().resolve())


def open_store(address: str, encoder: str = "", beside: Path | None = None, options: Options | None = None) -> Store:
    """The library at an address; made where there is none, but without ``encoder`` only opened, with its own.

    ``beside`` is the folder for what an engine does not keep, and ``options`` say how to talk to it. Raises
    LibraryError, and SettingError for what is no address.
    """
    if "://" in address:
        return open_milvus(address, encoder, beside or Path.cwd(), options)
    from index.local.store import LocalStore

    return LocalStore(Path(address), encoder)


def open_milvus(address: str, encoder: str, beside: Path, options: Options | None = None) -> MilvusStore:
    """As ``open_store``, of a server."""
    there = parsed(address)
    try:
        from index.milvus.store import MilvusStore
    except ModuleNotFoundError as error:
        if error.name not in ("pymilvus", "grpc"):
            raise
        raise SettingError(address, "", "pymilvus is not installed", "pip install 'ontherecord[milvus]'") from error
    try:
        beside.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, beside) from error
    return MilvusStore(beside, encoder, there, options)
