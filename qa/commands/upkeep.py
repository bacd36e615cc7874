"""``ontherecord verify``, ``repair``, ``backup`` and ``restore``: whether a library is whole, and how it stays so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from qa.commands.terminal import Folder, Model, err, out, progressing
from qa.server.access.audit import Audit, operator
from qa.show.wording import count


def verify(library: Folder = None) -> None:
    """Check every transcript: its file, its words, what is found of it. Prints a line for each fault, with its cure.

    Exit code 1 means that there is one.
    """
    from index.repair import verify as faults_of
    from qa.library import default_folder

    folder = library or default_folder()
    if faults := faults_of(folder):
        for fault in faults:
            err.print(Text(str(fault), "red"))
        raise typer.Exit(1)
    out.print(Text(f"{folder} is whole"))


def repair(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Original files of transcripts whose stored copies are damaged.")
    ] = None,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Make anew what is damaged, from the stored files or those given; nothing that can be read is lost.

    Exit code 1 means that something is left, which is printed with its cure.
    """
    from index.encoder import SentenceEncoder
    from index.formats.source import Source
    from index.intake.sources import sources
    from index.repair import encoder_of
    from index.repair import repair as repaired
    from qa.library import default_folder, model_name

    folder = library or default_folder()
    given = {one.id: one.data for one in sources(files or []) if isinstance(one, Source)}
    encoder = SentenceEncoder(model or encoder_of(folder) or model_name())
    with progressing() as progress:
        found = repaired(folder, encoder, given, progress)
    if found.done:
        _note(folder, "repaired", *found.done)
    for line in found.done:
        out.print(Text(line))
    for fault in found.left:
        err.print(Text(str(fault), "red"))
    if found.left:
        raise typer.Exit(1)
    if not found.done:
        out.print(Text(f"{folder} is whole; there was nothing to repair"))


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; one that is there is replaced at the end.")],
    library: Folder = None,
) -> None:
    """Write the whole library into one file, recordings and tokens included, also while it is served or changed."""
    from index.local.backup import backup as written_to
    from qa.library import default_folder

    folder = library or default_folder()
    written = written_to(folder, file)
    _note(folder, "backed up", str(file))
    for media in written.missing:
        err.print(Text(f"{media}: this recording is missing in the library, and so in the backup", "red"))
    told = f"{count(written.transcripts, 'transcript')}, {count(written.recordings, 'recording')}"
    out.print(Text(f"{file}: {told}, {written.size / 1e6:.1f} MB"))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `ontherecord backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the library that is there.")] = False,
    library: Folder = None,
) -> None:
    """Put the library in a backup into an empty folder. All of it is checked before anything is changed."""
    from index.local.backup import restore as restored
    from qa.library import default_folder

    folder = library or default_folder()
    kept = restored(file, folder, force=force)
    out.print(Text(f"{folder}: restored from {file}"))
    _note(folder, "restored", str(file))
    if kept:
        out.print(Text(f"the library that was there is kept in {kept}; delete it when you need it no more"))


def _note(folder: Path, did: str, *about: str) -> None:
    Audit(folder).note(operator(), did, about)
