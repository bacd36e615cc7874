"""``ontherecord media`` and ``ontherecord set``: what a transcript's recording is, its title and its date."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from qa.commands.terminal import Folder, Model, opening, out

Wanted = Annotated[str, typer.Argument(help="Id or title.")]


def media(
    transcript: Wanted,
    source: Annotated[
        str, typer.Argument(help="A recording, which is copied into the library, or an address on the web.")
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the recording away.")] = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Attach a recording: a citation then plays from its time. Without a file or address, say what is attached.

    An address on the web is only ever a link: nothing is fetched from there.
    """
    from qa.media import attach

    if remove and source:
        raise typer.BadParameter("--remove goes with no file or address")
    with opening(library, model) as opened:
        id_ = opened.find(transcript).id
        now = attach(opened.store, id_, source) if source or remove else opened.store.transcript(id_)
    out.print(Text(f"{now.id}  {now.media or 'no recording'}"))


def set_(
    transcript: Wanted,
    title: Annotated[str | None, typer.Option(help='The title; "" is again what the file says.')] = None,
    date: Annotated[
        str | None, typer.Option(help='2023-11-09, 2023-11 or 2023; "" is again what the file says.')
    ] = None,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Give a transcript another title or date; they stay when its file is replaced by a newer version."""
    from index.describe import describe
    from index.intake.given import checked_date

    if title is None and date is None:
        raise typer.BadParameter("say what to change: --title, --date")
    try:
        day = date and checked_date(date)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with opening(library, model) as opened:
        now = describe(opened.store, opened.find(transcript).id, title if title is None else _tidied(title), day)
    out.print(Text(f"{now.id}  {now.date or '-':<10}  "), Text(now.title, "bold"), sep="")


def _tidied(title: str) -> str:
    from index.renames import tidied

    tidy = tidied(title)
    if title.strip() and not tidy:
        raise typer.BadParameter("the title has characters that cannot be printed")
    return tidy
