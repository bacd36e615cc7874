"""``ontherecord speakers``: who speaks in the library; other names for them, which can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.commands.terminal import Folder, Model, err, opening, out, print_json
from qa.show import people
from qa.show.wording import count

if TYPE_CHECKING:
    from index.renames import Rename
    from qa.library import Library

app = typer.Typer(no_args_is_help=False, invoke_without_command=True)

Only = Annotated[list[str] | None, typer.Option("--transcript", help="Only there (id or title); may be repeated.")]
All = Annotated[bool, typer.Option("--all", help="Also a label such as SPEAKER_00, in every transcript that has it.")]


@app.callback()
def speakers(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
    transcript: Only = None,
    library: Folder = None,
    model: Model = None,
) -> None:
    """List everybody in the library, with roles and labels; rename them, or merge two who are one."""
    if context.invoked_subcommand:
        sources = [context.get_parameter_source(name) for name in context.params]
        if any(source and source.name == "COMMANDLINE" for source in sources):  # they would have no effect
            raise typer.BadParameter(f"options go behind the command: speakers {context.invoked_subcommand} …")
        return
    with opening(library, model) as ours:
        found = people.as_json(ours.people(_chosen(ours, transcript)))
    if as_json:
        print_json(found)
        return
    for row in found:
        name = row["name"] or row["labels"][0]
        about = [row["role"]] if row["role"] not in ("", name) else []
        about += [f"printed {label}" for label in row["labels"] if label != name]
        where = count(len(row["transcripts"]), "transcript")
        out.print(
            Text(f"{count(row['turns'], 'turn'):>11} in {where:<14} "),
            Text(name, "bold"),
            Text(f"  ({'; '.join(about)})" if about else ""),
            sep="",
        )


@app.command()
def rename(
    who: Annotated[str, typer.Argument(help="A name or a label, as the list has it.")],
    name: Annotated[str, typer.Argument(help="What to call them.")],
    transcript: Only = None,
    everywhere: All = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Call somebody by another name. The text of the transcripts stays as it is."""
    from index.renames import rename

    cleaned = _tidied(name)
    with opening(library, model) as ours:
        chosen = _chosen(ours, transcript)
        _keep(ours, rename(ours.store.appearances(), who, cleaned, chosen, everywhere))


@app.command()
def merge(
    who: Annotated[str, typer.Argument(help="A name or a label, as the list has it.")],
    into: Annotated[str, typer.Argument(help="The name or label that the same person has too, and keeps.")],
    transcript: Only = None,
    everywhere: All = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Say that two are one person: what WHO says is said by INTO."""
    from index.renames import merge

    with opening(library, model) as ours:
        chosen = _chosen(ours, transcript)
        _keep(ours, merge(ours.store.appearances(), who, into, chosen, everywhere))


@app.command()
def split(
    who: Annotated[str, typer.Argument(help="A name or a label that stands for two people.")],
    name: Annotated[str, typer.Argument(help="Who says those turns.")],
    turns: Annotated[str, typer.Option(help="Which, counted from 1 as `ontherecord show` does: 3,5-9.")],
    transcript: Annotated[str, typer.Option(help="Where (id or title).")],
    library: Folder = None,
    model: Model = None,
) -> None:
    """Say that some turns of WHO, in one transcript, are NAME's."""
    from index.renames import split

    cleaned = _tidied(name)
    with opening(library, model) as ours:
        found = ours.store.transcript(ours.find(transcript).id)
        _keep(ours, [split(found, who, _numbers(turns, len(found.turns)), cleaned)])


@app.command()
def alias(
    who: Annotated[str, typer.Argument(help="A name, as the list has it; with --remove the alias.")],
    name: Annotated[str, typer.Argument(help="By what else a question may call them.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Forget the alias WHO.")] = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Let questions find somebody under another name, too; they are shown as before."""
    from index.renames import Rename, alias, tidied

    if remove is bool(name) or (name and not tidied(name)):
        raise typer.BadParameter("give a name and an alias, or an alias and --remove")
    with opening(library, model) as ours:
        made = Rename("", who, "") if remove else alias(ours.store.appearances(), who, tidied(name))
        ours.store.rename([made])
    out.print(Text(f"forgotten {who}" if remove else f"alias    {made.who} = {made.name}"))


def _tidied(name: str) -> str:
    from index.renames import tidied

    if not (tidy := tidied(name)):
        raise typer.BadParameter("the new name is empty, or has characters that cannot be printed")
    return tidy


def _numbers(text: str, last: int) -> list[int]:
    """Turns counted from 0, of "3,5-9"."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, end = part.strip().partition("-")
        if not (first.isdecimal() and (end.isdecimal() or not dash)):
            raise typer.BadParameter(f"{part.strip()!r} is no turn; write them as 3,5-9", param_hint="--turns")
        found.update(range(int(first) - 1, min(int(end or first), last + 1)))
    return sorted(found)


@app.command()
def undo(library: Folder = None, model: Model = None) -> None:
    """Take back the last renaming or merging; again for the one before."""
    with opening(library, model) as ours:
        undone = ours.store.undo()
    if not undone:
        err.print("there is no renaming to take back")
        raise typer.Exit(1)
    _print("undone", undone)


def _chosen(ours: Library, transcripts: Sequence[str] | None) -> list[str]:
    return [ours.find(wanted).id for wanted in transcripts or []]


def _keep(ours: Library, renames: Sequence[Rename]) -> None:
    ours.store.rename(renames)
    if not renames:
        err.print("they are called that already")
    _print("renamed", renames)


def _print(what: str, renames: Sequence[Rename]) -> None:
    if renames and not renames[0].transcript:
        out.print(Text(f"{what:<8} alias {renames[0].name or renames[0].who}"))
        return
    for who, name in dict.fromkeys((each.who, each.name) for each in renames):
        where = [each.transcript for each in renames if (each.who, each.name) == (who, name)]
        out.print(Text(f"{what:<8} {who} → {name} in {count(len(where), 'transcript')}"))
