"""Operations on people: who speaks in the library, and other names for them, which can be taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from index.errors import NoSuchSpeaker
from index.renames import Rename, alias, merge, rename, split, tidied
from index.speakers.people import Person
from qa.library import Library
from qa.server.api import paging
from qa.server.api.given import Seen, may_change
from qa.server.api.problems import Refused, documented, problem
from qa.server.api.queries import chosen
from qa.server.api.requests import Aliasing, Limit, Merging, Renaming, Splitting, Text
from qa.server.api.responses import PeoplePage, PersonDetail, RenamesJson
from qa.server.api.transcripts import Existing
from qa.show.people import as_json
from qa.show.render import TranscriptJson

router = APIRouter(tags=["People"])
_MAY_CHANGE, _PROBLEMS = [Depends(may_change)], documented(403, 404, 415, 422)


@router.get("/people", responses=documented(404, 422))
def list_people(
    library: Seen,
    transcripts: Annotated[list[Text], Query(max_length=50, description="Only who is in these.")] = [],  # noqa: B006
    limit: Annotated[Limit, Query(description="At most this many on a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")] = None,
) -> PeoplePage:
    """List everybody who speaks or is listed, those who speak most first."""
    everybody = as_json(library.people(chosen(transcripts, library)))
    one = paging.page(
        everybody, lambda row: (f"{10**9 - row['turns']:010}", row["name"], *row["labels"]), cursor, limit
    )
    return {"items": one.items, "next": one.next, "total": one.total}


@router.get("/people/{who:path}", responses=documented(404, 409, 422))
def get_person(
    who: Annotated[str, Path(max_length=300, description="Any name that means them.", examples=["Blinken"])],
    library: Seen,
) -> PersonDetail:
    """Tell of one person: roles, other names, and where they speak."""
    found = library.people().find(who)
    if not found:
        raise NoSuchSpeaker(who, "nobody goes by that name", "")
    if len(found) > 1:
        names = ", ".join(dict.fromkeys(person.who for person in found))
        detail = f"several go by that name: {names}"
        raise Refused(problem(409, "ambiguous-speaker", "Several go by that name", detail, "give the whole name"))
    return _detail(found[0], library)


def _detail(person: Person, library: Library) -> PersonDetail:
    known: dict[str, TranscriptJson] = {
        each.id: {"id": each.id, "title": each.title, "date": each.date} for each in library.store.transcripts()
    }
    heard = [row for row in person.appearances if not (person.anonymous and row.name) and row.transcript in known]
    return {
        "name": person.name,
        "role": person.role,
        "roles": [{"role": role, "since": since} for role, since in person.roles],
        "aliases": list(person.aliases),
        "labels": list(dict.fromkeys(row.label for row in heard if row.label)),
        "turns": sum(row.turns for row in heard),
        "appearances": [
            {"transcript": known[row.transcript], "called": row.who, "turns": row.turns} for row in heard if row.turns
        ],
    }


@router.post("/names/rename", dependencies=_MAY_CHANGE, responses=_PROBLEMS)
def rename_speaker(wanted: Renaming, library: Seen) -> RenamesJson:
    """Call somebody by another name. The text of the transcripts stays as it is."""
    name = _tidied(wanted.name)
    where = chosen(wanted.transcripts, library)
    return _keep(library, rename(library.store.appearances(), wanted.who, name, where, wanted.everywhere))


@router.post("/names/merge", dependencies=_MAY_CHANGE, responses=_PROBLEMS)
def merge_speakers(wanted: Merging, library: Seen) -> RenamesJson:
    """Say that two are one person: what `who` says is said by `into`."""
    where = chosen(wanted.transcripts, library)
    return _keep(library, merge(library.store.appearances(), wanted.who, wanted.into, where, wanted.everywhere))


@router.post("/names/alias", dependencies=_MAY_CHANGE, responses=_PROBLEMS)
def add_alias(wanted: Aliasing, library: Seen) -> RenamesJson:
    """Let questions call somebody by another name, too. It is shown nowhere in place of theirs."""
    return _keep(library, (alias(library.store.appearances(), wanted.who, _tidied(wanted.alias)),))


@router.post("/transcripts/{id}/split", dependencies=_MAY_CHANGE, responses=_PROBLEMS)
def split_speaker(transcript: Existing, wanted: Splitting, library: Seen) -> RenamesJson:
    """Say that some turns are somebody else's, where two go under one label. The text stays as it is."""
    return _keep(library, (split(transcript, wanted.who, wanted.turns, _tidied(wanted.name)),))


@router.post("/names/undo", dependencies=_MAY_CHANGE, responses=_PROBLEMS)
def undo_renaming(library: Seen) -> RenamesJson:
    """Take back the last renaming or merging; again for the one before. Empty where there is none."""
    return _json(library.store.undo())


def _tidied(name: str) -> str:
    tidy = tidied(name)
    if not tidy:
        detail = "the new name is empty, or has characters that cannot be shown"
        raise Refused(problem(422, "name", "This is no name", detail, "give another"))
    return tidy


def _keep(library: Library, renames: tuple[Rename, ...]) -> RenamesJson:
    library.store.rename(renames)
    return _json(renames)


def _json(renames: tuple[Rename, ...]) -> RenamesJson:
    return {
        "renames": [
            {"transcript": each.transcript, "who": each.who, "name": each.name, "turns": sorted(each.turns)}
            for each in renames
        ]
    }
