"""``ontherecord token``, ``collection`` and ``audit``: who may read and change what, and what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer
from rich.text import Text

from index.errors import AccessError
from qa.commands.terminal import Folder, Model, err, opening, out, print_json
from qa.server.access.audit import Audit, operator
from qa.show.wording import count

if TYPE_CHECKING:
    from qa.server.access.register import Register, Token

token = typer.Typer(no_args_is_help=True, help="Tokens by which programs are let in.")
collection = typer.Typer(no_args_is_help=True, help="Collections of transcripts, and who may read them.")

Name = Annotated[str, typer.Argument(help="The name of the collection.")]
Transcripts = Annotated[list[str], typer.Argument(help="Ids or titles.")]
Subjects = Annotated[list[str], typer.Argument(help='Names, "@" and a group, "*" for everybody who signs in.')]


@token.command("create")
def create_token(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[str, typer.Option(help="read, add (and rename and remove), admin or metrics.")] = "read",
    collections: Annotated[
        list[str] | None, typer.Option("--collection", help="Only these transcripts; may be repeated.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="How long it is valid; without, until it is revoked.")] = None,
    library: Folder = None,
) -> None:
    """Make a token, and print it: this once."""
    from qa.server.access import tokens

    with _register(library) as (register, audit):
        made, secret = tokens.create(register, name, scope, collections or (), days)
        audit.note(operator(), "create token", [name, scope, *sorted(made.collections or ())])
    out.print(Text(secret))
    err.print("keep it: it cannot be shown again", style="dim")


@token.command("list")
def list_tokens(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False, library: Folder = None
) -> None:
    """List the tokens: what each is good for, until when, and when it was last used."""
    with _register(library) as (register, _):
        rows = [_shown(each) for each in register.tokens()]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        where = "everything" if row["collections"] is None else ", ".join(row["collections"])
        ends = f"until {row['expires']}" if row["expires"] else "for good"
        used = f"last used {row['used']}" if row["used"] else "never used"
        out.print(Text(f"{row['name']:<20} {row['scope']:<8} {where}; {ends}; {used}"))


@token.command("revoke")
def revoke_token(names: Annotated[list[str], typer.Argument(help="Names of tokens.")], library: Folder = None) -> None:
    """Let a token open nothing any more, at once."""
    with _register(library) as (register, audit):
        missing = [name for name in names if not _revoked(register, audit, name)]
    for name in missing:
        err.print(Text(f"no token has the name {name}", "red"))
    raise typer.Exit(1 if missing else 0)


def _revoked(register: Register, audit: Audit, name: str) -> bool:
    done = register.revoke(name)
    if done:
        audit.note(operator(), "revoke token", [name])
        out.print(Text(f"revoked  {name}"))
    return done


@collection.command("create")
def create(name: Name, library: Folder = None, model: Model = None) -> None:
    """Make a collection, with nothing in it yet."""
    with opening(library, model) as ours:
        if _checked(name) in ours.store.collections():
            raise AccessError(name, "there is a collection of that name", "add transcripts to it")
        ours.store.collect([], name)
    out.print(Text(f"created  {name}"))


@collection.command("add")
def add(name: Name, transcripts: Transcripts, library: Folder = None, model: Model = None) -> None:
    """Put transcripts into a collection: only who may read it still finds them."""
    with opening(library, model) as ours:
        _known(name, ours.store.collections())
        found = [ours.find(wanted) for wanted in transcripts]
        ours.store.collect([each.id for each in found], name)
    for each in found:
        out.print(Text(f"added    {each.id}  {each.title}"))


@collection.command("remove")
def remove(name: Name, transcripts: Transcripts, library: Folder = None, model: Model = None) -> None:
    """Take transcripts out of a collection; they stay in the library, and in others."""
    with opening(library, model) as ours:
        _known(name, ours.store.collections())
        found = [ours.find(wanted) for wanted in transcripts]
        ours.store.release([each.id for each in found], name)
        open_now = ours.store.within([""])
    for each in found:
        out.print(Text(f"removed  {each.id}  {each.title}"))
        if each.id in open_now:
            err.print(Text(f"{each.title} is in no collection now: see the setting `uncollected` for who may read it"))


@collection.command("delete")
def delete(name: Name, library: Folder = None, model: Model = None) -> None:
    """Forget a collection that has nothing in it, and who may read it."""
    with opening(library, model) as ours, _register(library) as (register, audit):
        if _known(name, ours.store.collections()):
            raise AccessError(name, "what is in it would be open to more", "take it out first: `collection remove`")
        gone = register.ungrant(name)
        ours.store.disband(name)
        audit.note(operator(), "revoke grants", [name, str(gone)])
    out.print(Text(f"deleted  {name}"))


@collection.command("grant")
def grant(name: Name, subjects: Subjects, library: Folder = None, model: Model = None) -> None:
    """Let people and groups read a collection."""
    with opening(library, model) as ours, _register(library) as (register, audit):
        _known(name, ours.store.collections())
        register.grant(name, subjects)
        audit.note(operator(), "grant", [name, *subjects])
    out.print(Text(f"{', '.join(subjects)} may read {name}"))


@collection.command("revoke")
def revoke(name: Name, subjects: Subjects, library: Folder = None) -> None:
    """Take back what was granted, at once."""
    with _register(library) as (register, audit):
        taken = register.ungrant(name, subjects)
        if taken:
            audit.note(operator(), "revoke grants", [name, *subjects])
    out.print(f"{count(taken, 'grant')} revoked")
    raise typer.Exit(0 if taken else 1)


@collection.command("list")
def list_collections(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """List the collections, what is in them, and who may read them."""
    with opening(library, model) as ours, _register(library) as (register, _):
        granted = register.grants()
        titles = {each.id: each.title for each in ours.store.transcripts()}
        held = {name: sorted(ids) for name, ids in ours.store.collections().items()}
    if as_json:
        rows = [{"name": name, "transcripts": ids, "readers": granted.get(name, [])} for name, ids in held.items()]
        print_json(rows)
        return
    for name, ids in held.items():
        out.print(Text(name, "bold"), Text(f"  read by {', '.join(granted.get(name, [])) or 'admins alone'}"), sep="")
        for id_ in ids:
            out.print(Text(f"  {id_}  {titles.get(id_, '')}"))


def audit(
    who: Annotated[str, typer.Option(help="Only what this person or token did.")] = "",
    did: Annotated[str, typer.Option(help="Only this: add, remove, rename, grant, refused, …")] = "",
    since: Annotated[str, typer.Option(help="Only from this day on: 2026-11-25.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines, for scripts.")] = False,
    library: Folder = None,
) -> None:
    """Print what was done to the library, by whom and when; the oldest first."""
    with _register(library) as (_, kept):
        for entry in kept.entries():
            if (who and entry.who != who) or (did and entry.did != did) or entry.at < since:
                continue
            if as_json:
                print(json.dumps(asdict(entry), ensure_ascii=False))  # noqa: T201 - for a pipe
            else:
                at = datetime.fromisoformat(entry.at).strftime("%Y-%m-%d %H:%M:%S")
                about = " ".join(entry.about)
                out.print(Text(f"{at}  {entry.who or '-':<24} {entry.did:<12} {about}  {entry.address}".rstrip()))


@contextmanager
def _register(folder: Path | None) -> Iterator[tuple[Register, Audit]]:
    from qa.library import default_folder
    from qa.server.access.register import Register

    path = folder or default_folder()
    with closing(Register(path)) as register:
        yield register, Audit(path)


def _checked(name: str) -> str:
    if not name or name != name.strip() or not name.isprintable():
        raise typer.BadParameter("a collection needs a name that can be printed, without spaces around it")
    return name


def _known(name: str, collections: dict[str, frozenset[str]]) -> frozenset[str]:
    """What is in a collection, which is there."""
    if name not in collections:
        there = ", ".join(collections) or "none"
        raise AccessError(name, f"no collection has that name; there are: {there}", "`collection create` makes one")
    return collections[name]


class _Row(TypedDict):
    name: str
    scope: str
    collections: list[str] | None
    created: str | None
    expires: str | None
    used: str | None


def _shown(token: Token) -> _Row:
    from qa.server.access.tokens import scope_of

    def day(at: int | None) -> str | None:
        return None if at is None else datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")

    return {
        "name": token.name,
        "scope": scope_of(token.role),
        "collections": None if token.collections is None else sorted(token.collections),
        "created": day(token.created),
        "expires": day(token.expires),
        "used": day(token.used),
    }
