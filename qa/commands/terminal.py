"""What all commands share: the terminal, the options that choose a library, and a library that is opened with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qa.server.access.audit import Audit, operator

if TYPE_CHECKING:
    from index.build import Progress
    from qa.library import Library
    from qa.server.settings import Settings

out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

Folder = Annotated[
    Path | None,
    typer.Option("--library", envvar="ONTHERECORD_LIBRARY", help="The library's folder; by default your data folder."),
]
Model = Annotated[
    str | None,
    typer.Option(envvar="ONTHERECORD_MODEL", help="A sentence-transformers model; by default the embedded one."),
]
# What stands for the characters that would command a terminal: ␛ for escape, ␡ for delete and those after it.
SIGNS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | dict.fromkeys(range(127, 160), "␡")


@contextmanager
def opening(
    folder: Path | None,
    model: str | None,
    *,
    reranker: str | None = None,
    audited: bool = True,
    settings: Settings | None = None,
) -> Iterator[Library]:
    """The library of a command; ``audited``, if what is done to it is done by whoever sits here."""
    from qa.library import open_library

    with progressing() as progress:
        library = open_library(folder, model, reranker=reranker, with_sample=True, progress=progress, settings=settings)
    with closing(library.store):
        yield noted(library) if audited else library


def noted(library: Library) -> Library:
    """The library, in whose audit log stands what is done to it here."""
    from index.visible import VisibleStore

    audit = Audit(library.store.path)
    store = VisibleStore(library.store, told=lambda did, about: audit.note(operator(), did, about))
    return library.through(store)


def print_json(value: object) -> None:
    """For a pipe: nothing of it is coloured or cut."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def print_words(text: str) -> None:
    """Somebody's words, unchanged; only a terminal gets signs instead of characters that would command it."""
    print(text.translate(SIGNS) if out.is_terminal else text, file=out.file)


@contextmanager
def progressing() -> Iterator[Progress]:
    """A bar on the terminal for what takes long; nothing where the output is no terminal."""
    from rich.progress import Progress as Bar

    with Bar(console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, int] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield report
