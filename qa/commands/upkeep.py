"""``ontherecord verify``, ``repair``, ``backup``, ``restore``, ``copy``: a library is whole, stays so, and moves."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.commands import stores
from qa.commands.terminal import Folder, Model, err, out, progressing
from qa.server.access.audit import Audit, operator
from qa.show.wording import count

if TYPE_CHECKING:
    from index.local.verify import Fault
    from qa.server.settings import Settings


def verify(library: Folder = None) -> None:
    """Check every transcript: its file, its words, what is found of it. Prints a line for each fault, with its cure.

    Exit code 1 means that there is one.
    """
    from qa.library import default_folder

    settings = stores.on_server(library)
    place, faults = _verified(settings) if settings else _verified_folder(library or default_folder())
    if faults:
        for fault in faults:
            err.print(Text(str(fault), "red"))
        raise typer.Exit(1)
    out.print(Text(f"{place} is whole"))


def _verified_folder(folder: Path) -> tuple[str, list[Fault]]:
    from index.repair import verify as faults_of

    return str(folder), faults_of(folder)


def _verified(settings: Settings) -> tuple[str, list[Fault]]:
    from index.opening import open_milvus
    from qa.library import server_options

    with closing(open_milvus(settings.store, "", settings.library, server_options(settings))) as store:
        return settings.store, store.faults()


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
    from qa.library import model_name

    cure = "`ontherecord verify` says what is damaged; remove that, and add its files again"
    folder = stores.folder(library, "repair", cure)
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

    cure = "`ontherecord copy SERVER FOLDER`, then `ontherecord backup FILE --library FOLDER`"
    folder = stores.folder(library, "backup", cure)
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

    cure = "`ontherecord restore FILE --library FOLDER`, then `ontherecord copy FOLDER SERVER`"
    folder = stores.folder(library, "restore", cure)
    kept = restored(file, folder, force=force)
    out.print(Text(f"{folder}: restored from {file}"))
    _note(folder, "restored", str(file))
    if kept:
        out.print(Text(f"the library that was there is kept in {kept}; delete it when you need it no more"))


def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A library: its folder, or milvus+http://host:port/name.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="Where it is copied to, likewise; made if it is not there.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Make a library that is there equal: what FROM has not is discarded in it.")
    ] = False,
    library: Annotated[
        Path | None,
        typer.Option(envvar="ONTHERECORD_LIBRARY", help="The folder for what a server does not keep: recordings."),
    ] = None,
) -> None:
    """Copy a whole library from one engine to another, also while it is in use; nothing is read or encoded anew.

    Broken off, the same command goes on where it was. In the end all is read back and compared. Tokens, the audit log
    and what was discarded stay where they are.
    """
    from index.copying import OTHER_ENCODER
    from index.copying import copy as copied_to
    from index.errors import EncoderMismatch
    from index.opening import address_of, open_store
    from qa.library import server_options
    from qa.server.settings import load

    settings = load().settings
    beside, options = library or settings.library, server_options(settings)
    name, to = address_of(source), address_of(target)
    if name == to:
        raise typer.BadParameter("FROM and TO are the same library")
    with closing(open_store(name, "", beside, options)) as ours:
        try:
            opened = open_store(to, ours.encoder, beside, options)
        except EncoderMismatch as error:
            raise EncoderMismatch(error.path, error.reason, OTHER_ENCODER) from error
        with closing(opened) as theirs, progressing() as progress:
            try:
                copied = copied_to(ours, theirs, name, progress, force=force)
            except KeyboardInterrupt:
                err.print("broken off; the same command goes on from here", style="red")
                raise typer.Exit(130) from None
            _note(theirs.path, "copied", name, to)
    for media in sorted(copied.missing):
        err.print(Text(f"{media}: this recording is missing in {name}, and so in the copy", "red"))
    if copied.left:
        err.print(Text(f"{count(copied.left, 'discarded transcript')} can be had back only in {name}", "dim"))
    told = [count(copied.transcripts, "transcript"), count(copied.passages, "passage")]
    told += [count(copied.recordings, "recording"), f"{copied.added:,} of them added now"]
    out.print(Text(f"{to}: {', '.join(told)}; all compared and the same"))


def _note(folder: Path, did: str, *about: str) -> None:
    Audit(folder).note(operator(), did, about)
