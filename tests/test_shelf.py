"""The Library page without a browser: what it lists, what it changes, and how each change is taken back."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.build import add
from index.describe import describe
from index.encoder import Encoded
from index.errors import LibraryFull, NoSuchTranscript
from index.formats import Source
from index.intake.given import Given
from index.transcript import Transcript
from qa.ask import ask
from qa.library import Library
from qa.page.shelf import ShelfService
from qa.page.upload import Uploads, added
from tests.fakes import WordEncoder
from tests.sampled import sampled

MEETING = b"""Harbour board, 3 May 2021

CHAIR OKORO: Good evening.

MS LINDQVIST: The ferry leaves at six.

CHAIR OKORO: Thank you.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return sampled(tmp_path / "library")


@pytest.fixture
def seoul(library: Library) -> Transcript:
    return library.store.transcript(library.store.transcripts()[0].id)


@pytest.fixture
def shelf(library: Library) -> ShelfService:
    return ShelfService(library, ask)


def sent(change: object) -> object:
    """As it comes back from a browser."""
    return json.loads(json.dumps(change))


# -- titles and dates ------------------------------------------------------------------------------------------------


def test_a_title_and_a_date_are_given_and_taken_away_without_reading_a_word(
    library: Library, shelf: ShelfService, seoul: Transcript
) -> None:
    encoded = getattr(library.encoder, "encoded")  # noqa: B009 - of the fake alone
    said = shelf.describe({"transcript": seoul.id, "title": "  Seoul   press ", "date": "2023-11"})
    assert said == {"said": "Saved: Seoul press · Nov 2023"}
    (entry,) = shelf.entries()
    assert (entry["title"], entry["date"], entry["about"]) == (
        "Seoul press",
        "2023-11",
        "Nov 2023 · 8 speakers · 23 turns",
    )
    assert library.find("seoul press").id == seoul.id
    assert library.store.transcript(seoul.id).turns == seoul.turns
    assert getattr(library.encoder, "encoded") == encoded  # noqa: B009
    assert "said" in shelf.describe({"transcript": seoul.id, "title": "", "date": ""})
    assert library.store.transcript(seoul.id) == seoul
    assert library.store.given(seoul.id) == Given()


def test_a_change_of_title_and_date_can_be_taken_back(library: Library, shelf: ShelfService, seoul: Transcript) -> None:
    """What was left to the file is left to it again, and what was given before is given again."""
    taken_back = shelf.given(seoul.id)
    assert taken_back == {"title": "", "date": ""}
    shelf.describe({"transcript": seoul.id, "title": "Seoul press"})
    assert library.store.given(seoul.id) == Given(title="Seoul press")  # the date was not sent
    shelf.describe({"transcript": seoul.id, "date": "2023"})
    assert library.store.given(seoul.id) == Given(title="Seoul press", date="2023")
    shelf.describe({"transcript": seoul.id, **taken_back})
    assert library.store.given(seoul.id) == Given()
    assert library.store.transcript(seoul.id) == seoul


def test_what_was_given_stays_with_a_newer_version_and_the_rest_is_as_the_file_says(library: Library) -> None:
    def put_there(data: bytes) -> str:
        (result,) = add([Source("harbour.txt", data, "/harbour.txt")], library.store, library.encoder)
        return result.transcript

    describe(library.store, put_there(MEETING), title="The board")
    newer = put_there(MEETING.replace(b"six", b"seven").replace(b"2021", b"2022"))
    assert [(s.title, s.date) for s in library.store.transcripts()][1:] == [("The board", "2022-05-03")]
    assert describe(library.store, newer, title="").title != "The board"


@pytest.mark.parametrize(
    ("title", "date", "error"),
    [
        ("x", "yesterday", "'yesterday' is no date; write it as 2023-11-09, 2023-11 or 2023"),
        ("x", "2023-02-30", "'2023-02-30' is no date"),
        ("a\x1b[1m", "", "The title has characters that cannot be shown."),
        ("x" * 301, "", "The title is longer than 300 characters."),
    ],
)
def test_a_title_or_date_that_is_none_changes_nothing(
    library: Library, shelf: ShelfService, seoul: Transcript, title: str, date: str, error: str
) -> None:
    before = library.store.generation
    assert error in shelf.describe({"transcript": seoul.id, "title": title, "date": date})["error"]
    assert library.store.generation == before
    with pytest.raises(NoSuchTranscript):
        shelf.describe({"transcript": "never", "title": "x", "date": ""})


# -- removed and restored --------------------------------------------------------------------------------------------


def test_what_is_removed_is_had_back_with_its_names(library: Library, shelf: ShelfService, seoul: Transcript) -> None:
    shelf.rename({"transcript": seoul.id, "who": "Park Jin", "name": "Jin Park"})
    named = library.store.transcript(seoul.id)
    assert ask("What did Park say about China?", library).quotes
    assert shelf.discard(seoul.id)
    assert shelf.entries() == []
    assert not ask("What did Park say about China?", library).quotes
    (gone,) = shelf.discarded()
    assert (gone["id"], gone["title"]) == (seoul.id, seoul.title)
    assert shelf.restore(seoul.id)
    assert library.store.transcript(seoul.id) == named
    assert ask("What did Park say about China?", library).quotes
    assert (shelf.discard(None), shelf.restore("never"), shelf.erase({})) == (False, False, False)


# -- names -----------------------------------------------------------------------------------------------------------


def test_one_label_of_two_people_is_split_and_that_undone(
    library: Library, shelf: ShelfService, seoul: Transcript
) -> None:
    said = shelf.said({"transcript": seoul.id, "who": "Park Jin"})
    assert [turn["turn"] for turn in said] == [
        n for n, turn in enumerate(seoul.turns) if turn.speaker and turn.speaker.who == "Park Jin"
    ]
    assert all(seoul.turns[turn["turn"]].text.startswith(turn["text"].removesuffix("…")) for turn in said)
    chosen = [turn["turn"] for turn in said[1:3]]
    asked = {"transcript": seoul.id, "who": "Park Jin", "turns": chosen, "name": "Cho Tae-yul"}
    made = shelf.split(asked)
    assert (made["said"], made["done"], made["names"]) == ("2 turns of Park Jin are now Cho Tae-yul’s.", True, [])
    assert [turn["turn"] for turn in shelf.said({"transcript": seoul.id, "who": "Cho Tae-yul"})] == chosen
    assert {p.who for p in library.people().find("Cho Tae-yul")} == {"Cho Tae-yul"}
    assert "Cho Tae-yul" in shelf.entries()[0]["speakers"]
    assert shelf.undo(sent(made["change"]))["said"] == "2 turns are Park Jin’s again."
    assert library.store.transcript(seoul.id) == seoul
    assert shelf.split({**asked, "turns": [0]})["said"].startswith("Park Jin: turn 1 is not theirs")
    assert shelf.split({**asked, "turns": "all"})["done"] is False
    assert shelf.split({**asked, "name": " "})["done"] is False
    assert shelf.said(None) == []


def test_an_alias_finds_its_person_in_questions_until_it_is_forgotten(
    library: Library, shelf: ShelfService, seoul: Transcript
) -> None:
    asked = {"transcript": seoul.id, "who": "Park Jin", "name": "Mungo Jerry"}
    assert shelf.alias(asked)["said"] == "Park Jin is now also found as Mungo Jerry."
    assert ask("What did Mungo Jerry say about China?", library).question.speakers == ("Park Jin",)
    aliases = {voice["who"]: voice["aliases"] for voice in shelf.voices(seoul.id)}
    assert aliases["Park Jin"] == ["Mungo Jerry"]
    assert aliases["Mr Miller"] == []
    assert shelf.entries()[0]["speakers"] == list(dict.fromkeys(t.speaker.who for t in seoul.turns if t.speaker))
    assert not shelf.alias({**asked, "name": "Park"})["done"]
    renamed = shelf.rename({"transcript": seoul.id, "who": "Park Jin", "name": "Jin Bark"})
    assert [person.who for person in library.people().find("Mungo Jerry")] == ["Jin Bark"]
    shelf.undo(sent(renamed["change"]))
    assert shelf.unalias("Mungo Jerry")["said"] == "Mungo Jerry is nobody’s name any more."
    assert library.people().find("Mungo Jerry") == []
    assert shelf.undo(sent(shelf.last()))["said"] == "Mungo Jerry is somebody’s name again."
    assert shelf.undo(sent(shelf.last()))["said"] == "Park Jin is not found as Mungo Jerry any more."
    assert shelf.unalias("Mungo Jerry")["done"] is False
    assert shelf.last() is None
    assert shelf.alias({**asked, "who": "MODERATOR"})["said"].startswith("MODERATOR: this is a label")


def test_voices_are_the_speakers_with_what_is_known_of_their_names(library: Library, seoul: Transcript) -> None:
    found = {voice["who"]: voice for voice in ShelfService(library, ask).voices(seoul.id)}
    assert sum(voice["turns"] for voice in found.values()) == 23
    park, kim = found["Park Jin"], found["Eun Jung Kim"]
    assert (park["labels"], park["inferred"], park["part"], park["elsewhere"]) == (
        ["FOREIGN MINISTER PARK"],
        "",
        False,
        0,
    )
    assert "Eun Jung Kim" in kim["inferred"]
    assert found["MODERATOR"]["part"]
    assert ShelfService(library, ask).voices("gone") == []


def test_a_name_is_changed_merged_and_as_before_while_the_words_stay(library: Library, seoul: Transcript) -> None:
    service = ShelfService(library, ask)

    def who() -> list[str]:
        return [voice["who"] for voice in service.voices(seoul.id)]

    before = who()
    asked = {"transcript": seoul.id, "who": "Mr Miller", "name": "  Matthew   Miller "}
    assert service.rename(asked) == {
        "said": "Mr Miller is now Matthew Miller.",
        "done": True,
        "names": [("Mr Miller", "Matthew Miller")],
        "change": {"at": 0, "made": [(seoul.id, "Mr Miller", "Matthew Miller", [])]},
    }
    assert "Matthew Miller" in service.entries()[0]["speakers"]
    service.rename({**asked, "who": "MODERATOR", "name": "Matthew Miller"})
    (merged,) = [voice for voice in service.voices(seoul.id) if voice["who"] == "Matthew Miller"]
    assert (merged["labels"], merged["turns"]) == (["MODERATOR", "MR MILLER"], 6)
    assert [turn.text for turn in library.store.transcript(seoul.id).turns] == [turn.text for turn in seoul.turns]
    assert service.undo(sent(service.last())) == {
        "said": "Matthew Miller is MODERATOR again.",
        "done": True,
        "names": [("Matthew Miller", "MODERATOR")],
        "change": None,
    }
    service.undo(sent(service.last()))
    assert who() == before
    undone = service.undo(sent(service.last()))
    assert (undone["said"], undone["names"]) == ("No renaming is left to undo.", [])


def test_only_who_speaks_elsewhere_can_be_renamed_there(library: Library, tmp_path: Path) -> None:
    """A label is perhaps somebody else in another transcript: it is renamed there only if that is asked for."""
    talk = b"SPEAKER 1: It rains.\n\nANA LIMA: It does.\n\nSPEAKER 1: Still?\n\nANA LIMA: Still, on %s.\n"
    calls = {"a.txt": talk % b"Monday", "b.txt": talk % b"Friday"}
    for name, data in calls.items():
        (tmp_path / name).write_bytes(data)
    *_, rows = added([str(tmp_path / name) for name in calls], library)
    assert [row["state"] for row in rows] == ["added", "added"]
    service = ShelfService(library, ask)
    a, b = (summary.id for summary in library.store.transcripts()[1:])
    voices = service.voices(a)
    assert [(voice["part"], voice["elsewhere"]) for voice in voices] == [(True, 1), (False, 1)]
    label, person = (voice["who"] for voice in voices)
    service.rename({"transcript": a, "who": label, "name": "Bo Chen", "everywhere": "yes"})
    assert [voice["who"] for voice in service.voices(b)] == [label, person]
    said = service.rename({"transcript": a, "who": person, "name": "Ana Reis", "everywhere": True})["said"]
    assert said == f"{person} is now Ana Reis in 2 transcripts."
    assert [voice["who"] for voice in service.voices(b)] == [label, "Ana Reis"]
    assert service.undo(sent(service.last()))["said"] == f"Ana Reis is {person} again in 2 transcripts."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" ", "The name is empty, too long, or has characters that cannot be shown."),
        ("a\x1b[1m", "The name is empty, too long, or has characters that cannot be shown."),
        ("x" * 201, "The name is empty, too long, or has characters that cannot be shown."),
        ("Park Jin", "Park Jin is the name already."),
    ],
)
def test_a_name_that_is_none_changes_nothing(library: Library, seoul: Transcript, name: str, said: str) -> None:
    service, before = ShelfService(library, ask), library.store.generation
    asked = {"transcript": seoul.id, "who": "Park Jin", "name": name}
    changed = service.rename(asked)
    assert (changed["said"], changed["names"]) == (said, [])
    assert service.rename({**asked, "who": "Zoe", "name": "Ana"})["said"].startswith("Zoe: nobody")
    assert service.rename(None)["names"] == []
    assert library.store.generation == before


# -- adding ----------------------------------------------------------------------------------------------------------


def test_it_stops_after_the_file_in_hand(library: Library, tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(30)]
    for name in names:
        (tmp_path / name).write_bytes(MEETING.replace(b"six", name.encode()))
    uploads = Uploads()
    uploads.stop("mine")  # nothing is added by this session
    for rows in uploads.added("mine", [str(tmp_path / name) for name in names], library):
        if any(row["state"] == "added" for row in rows):
            uploads.stop("mine")
    done = [row for row in rows if row["state"] == "added"]
    assert 1 <= len(done) < 30
    assert len(library.store.transcripts()) == 1 + len(done)


def test_an_archive_is_as_many_files_as_are_in_it(library: Library, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as archive:
        archive.writestr("monday/harbour.txt", MEETING)
        archive.writestr("tuesday.txt", b"")
        archive.writestr(".hidden.txt", MEETING)
    *_, rows = added([str(tmp_path / "week.zip")], library)
    assert [(row["name"], row["state"]) for row in rows] == [("harbour.txt", "added"), ("tuesday.txt", "failed")]


def test_each_file_has_a_result_as_soon_as_it_is_known(library: Library, tmp_path: Path) -> None:
    files = {"harbour.txt": MEETING, "again.txt": MEETING, "empty.txt": b""}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    steps = list(added([str(tmp_path / name) for name in files], library))
    assert [row["state"] for row in steps[0]] == ["waiting"] * 3
    assert all(len({row["name"] for row in rows}) == len(rows) for rows in steps)
    assert [(row["name"], row["state"]) for row in steps[-1]] == [
        ("harbour.txt", "added"),
        ("again.txt", "present"),
        ("empty.txt", "failed"),
    ]
    assert "2 speakers · 3 turns" in steps[-1][0]["text"]
    assert steps[-1][2]["text"] == "The file is empty; check that the export was complete."


def test_how_far_a_file_is_can_be_seen(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Semaphore(0)  # how often somebody has looked

    def slowly(texts: Sequence[Sequence[str]], done: Callable[[int], None]) -> list[Encoded]:
        assert seen.acquire(timeout=60)
        done(len(texts) // 2)
        assert seen.acquire(timeout=60)
        return WordEncoder().passages(texts)

    monkeypatch.setattr(library.encoder, "passages", slowly)
    (tmp_path / "harbour.txt").write_bytes(MEETING * 9)
    shares = []
    for rows in added([str(tmp_path / "harbour.txt")], library):
        for row in rows:
            if row["state"] == "adding":
                shares.append(int(row["text"].split()[1].removesuffix("%")))
                seen.release()
    assert shares[0] == 0
    assert 30 <= shares[-1] <= 50


def test_a_full_disk_is_said(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise LibraryFull("/library", "no space is left on the disk", "free some")

    monkeypatch.setattr(library.store, "add", full)
    (tmp_path / "harbour.txt").write_bytes(MEETING)
    *_, rows = added([str(tmp_path / "harbour.txt")], library)
    assert rows[:1] == [
        {"name": "Stopped", "state": "failed", "text": "/library: no space is left on the disk; free some"}
    ]
