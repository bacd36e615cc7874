"""Other names for those who speak, as the Library page gives them and takes them back.

Each change may be sent twice, as where its answer was lost on the way: it is made once, and told of as made.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from typing import TypedDict

from index.errors import OnTheRecordError
from index.renames import Rename, alias, aliases, rename, split, tidied
from index.speakers.identify import Appearance
from index.transcript import Transcript
from qa.library import Library
from qa.page.sent import fields, strings
from qa.show.faults import told
from qa.show.languages import ENGLISH, Language
from qa.show.wording import listed

LONGEST = 200  # characters of a name
_UNDOING = threading.Lock()  # of two that take the same change back, one does


class Change(TypedDict):
    """A change of names: how many were made before it, and its renames as (transcript, who, name, turns)."""

    at: int
    made: list[tuple[str, str, str, list[int]]]


class Renamed(TypedDict):
    """What became of a change of names: a sentence, whether anything changed, and who is called what now.

    ``change`` is what can be taken back.
    """

    said: str
    done: bool
    names: list[tuple[str, str]]
    change: Change | None


def call(
    library: Library,
    transcript: str,
    who: str,
    name: str,
    everywhere: bool = False,
    language: Language = ENGLISH,
) -> Renamed:
    """Call somebody ``name``, in that transcript or in all; who has that name already becomes one with them."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return _nothing(language.say("name.bad"))
    rows = library.store.appearances()
    made = _made_already(library, rows, Rename(transcript, who, name))
    if not made:
        where = () if everywhere else (transcript,)
        try:
            made = rename(rows, who, name, where, everywhere)
        except OnTheRecordError as error:
            return _nothing(told(error, language))
        if not made:
            return _nothing(language.say("name.same", name=name))
        library.store.rename(made)
    said = language.say(_spread("name.now", made), who=who, name=name, n=_number(made))
    return _done(library, said, made, ((each.who, each.name) for each in made))


def _made_already(library: Library, rows: Sequence[Appearance], wanted: Rename) -> tuple[Rename, ...]:
    """The change in which somebody was renamed so, where nobody has come to be called as they were since."""
    there = {row.who for row in rows if row.transcript == wanted.transcript}
    if wanted.who in there or wanted.name not in there:
        return ()
    changes = reversed(library.store.ledger().changes)
    return next((change for change in changes if wanted in change), ())


def divide(
    library: Library,
    transcript: Transcript,
    who: str,
    turns: Collection[int],
    name: str,
    language: Language = ENGLISH,
) -> Renamed:
    """Let somebody else, perhaps somebody new, have said some of the turns of ``who``."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return _nothing(language.say("name.bad"))
    made = Rename(transcript.id, who, name, frozenset(turns))
    if not turns or made not in library.store.renames() or any(_says(transcript, turn) != name for turn in turns):
        try:
            made = split(transcript, who, turns, name)
        except OnTheRecordError as error:
            return _nothing(told(error, language))
        library.store.rename([made])
    return _done(library, language.say("name.divided", n=len(made.turns), who=who, name=name), (made,))


def _says(transcript: Transcript, turn: int) -> str:
    """Who says a turn; nobody where there is no such."""
    speaker = transcript.turns[turn].speaker if 0 <= turn < len(transcript.turns) else None
    return speaker.who if speaker else ""


def also_call(library: Library, transcript: str, who: str, name: str, language: Language = ENGLISH) -> Renamed:
    """Let a question find somebody under another name, too."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return _nothing(language.say("name.bad"))
    try:
        made = alias([row for row in library.store.appearances() if row.transcript == transcript], who, name)
    except OnTheRecordError as error:
        return _nothing(told(error, language))
    if made.who not in aliases(library.store.renames()).get(name, ()):
        if any(made.who in (person.name, *person.names) for person in library.people().find(name)):
            return _nothing(language.say("name.also_already", who=made.who, name=name))
        library.store.rename([made])
    return _done(library, language.say("name.also", who=made.who, name=name), (made,))


def call_no_longer(library: Library, name: str, language: Language = ENGLISH) -> Renamed:
    """Forget an alias."""
    made, changes = Rename("", name, ""), library.store.renames()
    if name in aliases(changes):
        library.store.rename([made])
    elif made not in changes:
        return _nothing(language.say("name.nobody", name=name))
    return _done(library, language.say("name.no_longer", name=name), (made,))


def last(library: Library) -> Change | None:
    """The last change of names; None where there is none."""
    changes = library.store.ledger().changes
    return _sendable(len(changes) - 1, changes[-1]) if changes else None


def uncall(library: Library, sent: object, language: Language = ENGLISH) -> Renamed:
    """Take a change of names back, as ``last`` or a change has told it, unless others were made since."""
    wanted = _sent(sent)
    if wanted is None:
        return _nothing(language.say("name.undo.none"))
    at, undone = wanted
    with _UNDOING:
        changes = library.store.ledger().changes
        if len(changes) > at and (changes[at:] != (undone,) or not library.store.undo()):
            return _nothing(language.say("name.undo.since"))
    return _undone(library, undone, language)


def _undone(library: Library, undone: tuple[Rename, ...], language: Language) -> Renamed:
    first = undone[0]
    if not first.transcript:
        said = (
            language.say("name.undo.also", who=first.who, name=first.name)
            if first.name
            else language.say("name.undo.no_longer", name=first.who)
        )
        return _done(library, said)
    if first.turns:
        return _done(library, language.say("name.undo.divided", n=len(first.turns), who=first.who))
    before = listed(list(dict.fromkeys(each.who for each in undone)), language)
    said = language.say(_spread("name.undo.now", undone), name=first.name, who=before, n=_number(undone))
    return _done(library, said, names=((each.name, each.who) for each in undone))


def _sendable(at: int, made: Sequence[Rename]) -> Change:
    return {"at": at, "made": [(each.transcript, each.who, each.name, sorted(each.turns)) for each in made]}


def _sent(change: object) -> tuple[int, tuple[Rename, ...]] | None:
    """A change as a browser sends it back; None for what is none."""
    asked = fields(change)
    rows, at = asked.get("made"), asked.get("at")
    if not isinstance(rows, list) or not rows or type(at) is not int or at < 0:
        return None
    made = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 4 or len(strings(row[:3])) != 3 or not isinstance(row[3], list):
            return None
        transcript, who, name, turns = row
        made.append(Rename(transcript, who, name, frozenset(turn for turn in turns if type(turn) is int)))
    return at, tuple(made)


def _spread(key: str, renames: Sequence[Rename]) -> str:
    """The sentence that says in how many transcripts, if that is not one alone."""
    return f"{key}.in" if _number(renames) > 1 else key


def _number(renames: Sequence[Rename]) -> int:
    return len({each.transcript for each in renames})


def _done(library: Library, said: str, made: tuple[Rename, ...] = (), names: Iterable[tuple[str, str]] = ()) -> Renamed:
    changes = library.store.ledger().changes if made else ()
    at = next((at for at in reversed(range(len(changes))) if changes[at] == made), -1)
    return {
        "said": said,
        "done": True,
        "names": list(dict.fromkeys(names)),
        "change": _sendable(at, made) if at >= 0 else None,
    }


def _nothing(said: str) -> Renamed:
    return {"said": said, "done": False, "names": [], "change": None}
