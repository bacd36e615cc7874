"""The interface without a browser: what its handlers, lists and examples say. tests/browser has the rest."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from index.build import add
from index.errors import LibraryFull, QuestionError
from index.local.store import LocalStore
from index.passages import sentences
from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Answer, Citation, Silence
from qa.library import Library, sample
from qa.page.chat import PENDING, Conversation, speakers
from qa.page.examples import candidates, examples, short_name
from qa.page.service import Service, asked_of, names_of
from qa.page.upload import added
from qa.page.viewer import transcript_view
from qa.question import Question
from qa.show.links import checksum, place_href, question_href
from qa.show.wording import clock, day, initials
from tests.fakes import WordEncoder

MEETING = b"""Harbour board, 3 May 2021

CHAIR OKORO: Good evening.

MS LINDQVIST: The ferry leaves at six.

CHAIR OKORO: Thank you.
"""


def by_word(
    question: str,
    library: Library,
    *,
    speakers: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    limit: int = 5,
    previous: Question | None = None,
) -> Answer:
    """The sentences with the question's last word, of anybody; "!" is no question; "it" is what was asked before."""
    if question == "!":
        raise QuestionError("That is no question; ask for something that was said")
    topic = question.rstrip("?").split()[-1]
    if topic == "it" and previous:
        topic = previous.topic
    understood = Question(question, topic, tuple(speakers))
    quotes = [
        Citation(transcript, Span(number, start, end), 1.0)
        for transcript in (library.store.transcript(summary.id) for summary in library.store.transcripts())
        for number, turn in enumerate(transcript.turns)
        for start, end in sentences(turn.text)
        if topic in turn.text[start:end]
    ]
    return Answer(understood, tuple(quotes[:limit]), None if quotes else Silence.NOBODY, turns=23, transcripts=1)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library(LocalStore(tmp_path, "words"), WordEncoder(limit=120))
    assert [result.error for result in add([sample()], opened.store, opened.encoder)] == [None]
    return opened


@pytest.fixture
def seoul(library: Library) -> Transcript:
    return library.store.transcript(library.store.transcripts()[0].id)


# --- examples


def test_examples_are_made_of_the_people_and_names_in_the_library(seoul: Transcript) -> None:
    offered = list(candidates([seoul]))
    assert "What did Park say about China?" in offered
    assert "What did Blinken say about the United States?" in offered
    assert offered == list(candidates([seoul]))
    assert list(candidates([])) == []


def test_no_example_meets_silence(library: Library, seoul: Transcript) -> None:
    def ask(question: str) -> Answer:
        if "Blinken" in question:
            return Answer(Question(question, ""), silence=Silence.NOBODY)
        return by_word(question, library)

    kept = examples([seoul], ask)
    assert len(kept) == 4
    assert not any("Blinken" in question for question in kept)


def test_examples_are_made_anew_when_the_library_changes(library: Library, seoul: Transcript) -> None:
    service = Service(library, by_word)
    assert len(service.examples()) == 4
    library.store.remove(seoul.id)
    assert service.examples() == []


@pytest.mark.parametrize(
    ("label", "name", "short"),
    [
        ("FOREIGN MINISTER PARK", "Park Jin", "Park"),
        ("SECRETARY BLINKEN", "Antony J. Blinken", "Blinken"),
        ("Hana Park", "Hana Park", "Hana Park"),
        ("QUESTION", "Eun Jung Kim", "Eun Jung Kim"),
        ("MODERATOR", "", "MODERATOR"),
    ],
)
def test_people_are_called_what_the_file_calls_them(label: str, name: str, short: str) -> None:
    assert short_name(Speaker(label, name)) == short


# --- the conversation


def test_a_conversation_keeps_order_and_answers_what_waits(library: Library) -> None:
    talk = Conversation()
    talk.put("  ")
    assert not talk.finish(library, by_word)
    talk.put(" What about China? ")
    talk.put("!")
    assert [message["content"] for message in talk.messages({})][1::2] == [PENDING, PENDING]
    assert talk.finish(library, by_word)
    assert not talk.finish(library, by_word)
    shown = talk.messages({})
    assert [message["role"] for message in shown] == ["user", "assistant"] * 2
    assert "What about China?" in shown[0]["content"]
    assert shown[1]["content"].count("otr-card") == 5
    assert "That is no question; ask for something that was said" in shown[3]["content"]


def test_a_question_that_leans_on_the_one_before_has_a_link_that_stands_alone(library: Library) -> None:
    talk = Conversation()
    talk.put("What about China?")
    talk.put("Who asked about it?", ["Park Jin"])
    talk.finish(library, by_word)
    assert 'otr-link" href="?q=What+about+China%3F"' in talk.exchanges[0].answer
    assert 'otr-link" href="?q=China&amp;speaker=Park+Jin"' in talk.exchanges[1].answer


def test_filters_are_shown_with_the_question(library: Library, seoul: Transcript) -> None:
    talk = Conversation()
    talk.put("China?", ["Park Jin"], [seoul.id])
    assert "<small>Only Park Jin, The title</small>" in talk.messages({seoul.id: "The title"})[0]["content"]


# --- what scripts in the page call


def test_the_viewer_gets_every_turn_word_for_word(library: Library, seoul: Transcript) -> None:
    view = Service(library, by_word).transcript(seoul.id)
    assert view is not None
    assert [turn["text"] for turn in view["turns"]] == [turn.text for turn in seoul.turns]
    assert [view["speakers"][turn["speaker"]]["who"] for turn in view["turns"]] == [
        turn.speaker.who if turn.speaker else "" for turn in seoul.turns
    ]
    kim = next(speaker for speaker in view["speakers"] if speaker["who"] == "Eun Jung Kim")
    assert "Eun Jung Kim" in kim["inferred"]
    assert kim["evidence"].startswith(f"?t={seoul.id}&turn=")


def test_the_viewer_is_told_where_the_stenographers_notes_are(seoul: Transcript) -> None:
    turns = transcript_view(seoul)["turns"]
    found = [(number, turn["text"][start:end]) for number, turn in enumerate(turns) for start, end in turn["notes"]]
    assert (1, "(Via interpreter)") in found
    assert sum(words == "(inaudible)" for _, words in found) == sum(turn["text"].count("(inaudible)") for turn in turns)


def test_the_viewer_copes_with_no_speakers_and_has_times_where_the_file_has() -> None:
    turns = (Turn("One.", None, 0, 2_000), Turn("Two.", Speaker("A"), 3_661_000, 3_665_000))
    view = transcript_view(Transcript("t", "T", turns))
    assert [(turn["speaker"], turn["time"]) for turn in view["turns"]] == [(-1, "0:00"), (0, "1:01:01")]
    assert view["duration"] == 3_665_000
    assert view["about"] == ["1:01:05", "1 speaker", "2 turns"]


@pytest.mark.parametrize("wanted", ["", "unknown", None, 7, [], {"t": 1}, "../../etc/passwd"])
def test_what_is_not_there_is_not_shown(library: Library, wanted: object) -> None:
    service = Service(library, by_word)
    assert service.transcript(wanted) is None
    assert service.take_quote(wanted) is None
    assert service.remove(wanted) is False
    assert service.replaced(wanted) is False
    assert service.follow(wanted) is None


@pytest.mark.parametrize(
    "place", [(-1, 0, 1), (0, -1, 1), (0, 5, 2), (0, 0, 10**9), (999, 0, 1), ("x", 0, 1), (0, None, 1)]
)
def test_a_place_that_is_none_gives_no_quote(library: Library, seoul: Transcript, place: tuple[object, ...]) -> None:
    turn, start, end = place
    assert Service(library, by_word).take_quote({"t": seoul.id, "turn": turn, "start": start, "end": end}) is None


def test_a_quote_is_taken_as_text_markdown_and_reference(library: Library, seoul: Transcript) -> None:
    taken = Service(library, by_word).take_quote({"t": seoul.id, "turn": "1", "start": "19", "end": "53"})
    assert taken is not None
    words = seoul.turns[1].text[19:53]
    assert taken["text"].startswith(f"“{words}”\n— Park Jin, ")
    assert taken["markdown"].startswith(f"> {words}\n\n— Park Jin, ")
    assert taken["reference"].endswith("9 Nov 2023, turn 2")


@pytest.mark.parametrize("sent", [None, 3, "q", [], {}, {"q": "x"}, {"q": [1, None], "speaker": "Park"}])
def test_nonsense_from_a_browser_is_no_question(sent: object) -> None:
    assert asked_of(sent) == ("", [], [])


def test_an_answer_is_saved_under_a_name_made_of_the_question(library: Library) -> None:
    asked = {"q": ["What about China / Taiwan: China?"], "speaker": [], "transcript": []}
    service = Service(library, by_word)
    assert service.take_answer({**asked, "kind": "json"})["name"] == "what-about-china---taiwan--china.json"
    assert service.take_answer(asked)["text"].startswith("## What about China / Taiwan: China?\n\n> ")


def test_the_list_has_what_the_library_has(library: Library, seoul: Transcript) -> None:
    (entry,) = Service(library, by_word).entries()
    assert (entry["id"], entry["day"], entry["turns"], entry["duration"]) == (seoul.id, "9 Nov 2023", 23, -1)
    assert entry["about"] == "9 Nov 2023 · 8 speakers · 23 turns"
    assert "Park Jin" in speakers(library.store.transcripts())


# --- names


def test_voices_are_the_speakers_with_what_is_known_of_their_names(library: Library, seoul: Transcript) -> None:
    found = {voice["who"]: voice for voice in Service(library, by_word).voices(seoul.id)}
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
    assert Service(library, by_word).voices("gone") == []


def test_a_name_is_changed_merged_and_as_before_while_the_words_stay(library: Library, seoul: Transcript) -> None:
    service = Service(library, by_word)

    def who() -> list[str]:
        return [voice["who"] for voice in service.voices(seoul.id)]

    before = who()
    asked = {"transcript": seoul.id, "who": "Mr Miller", "name": "  Matthew   Miller "}
    assert service.rename(asked) == {
        "said": "Mr Miller is now Matthew Miller.",
        "names": [("Mr Miller", "Matthew Miller")],
    }
    assert "Matthew Miller" in service.entries()[0]["speakers"]
    service.rename({**asked, "who": "MODERATOR", "name": "Matthew Miller"})
    (merged,) = [voice for voice in service.voices(seoul.id) if voice["who"] == "Matthew Miller"]
    assert (merged["labels"], merged["turns"]) == (["MODERATOR", "MR MILLER"], 6)
    assert [turn.text for turn in library.store.transcript(seoul.id).turns] == [turn.text for turn in seoul.turns]
    assert service.undo() == {
        "said": "Matthew Miller is MODERATOR again.",
        "names": [("Matthew Miller", "MODERATOR")],
    }
    service.undo()
    assert who() == before
    undone = service.undo()
    assert (undone["said"], undone["names"]) == ("No renaming is left to undo.", [])


def test_only_who_speaks_elsewhere_can_be_renamed_there(library: Library, tmp_path: Path) -> None:
    """A label is perhaps somebody else in another transcript: it is renamed there only if that is asked for."""
    talk = b"SPEAKER 1: It rains.\n\nANA LIMA: It does.\n\nSPEAKER 1: Still?\n\nANA LIMA: Still, on %s.\n"
    calls = {"a.txt": talk % b"Monday", "b.txt": talk % b"Friday"}
    for name, data in calls.items():
        (tmp_path / name).write_bytes(data)
    *_, rows = added([str(tmp_path / name) for name in calls], library)
    assert [row["state"] for row in rows] == ["added", "added"]
    service = Service(library, by_word)
    a, b = (summary.id for summary in library.store.transcripts()[1:])
    voices = service.voices(a)
    assert [(voice["part"], voice["elsewhere"]) for voice in voices] == [(True, 1), (False, 1)]
    label, person = (voice["who"] for voice in voices)
    service.rename({"transcript": a, "who": label, "name": "Bo Chen", "everywhere": "yes"})
    assert [voice["who"] for voice in service.voices(b)] == [label, person]
    said = service.rename({"transcript": a, "who": person, "name": "Ana Reis", "everywhere": True})["said"]
    assert said == f"{person} is now Ana Reis in 2 transcripts."
    assert [voice["who"] for voice in service.voices(b)] == [label, "Ana Reis"]
    assert service.undo()["said"] == f"Ana Reis is {person} again in 2 transcripts."


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
    service, before = Service(library, by_word), library.store.generation
    asked = {"transcript": seoul.id, "who": "Park Jin", "name": name}
    changed = service.rename(asked)
    assert (changed["said"], changed["names"]) == (said, [])
    assert service.rename({**asked, "who": "Zoe", "name": "Ana"})["said"].startswith("Zoe: nobody")
    assert service.rename(None)["names"] == []
    assert library.store.generation == before


def test_a_conversation_is_answered_anew_when_somebody_has_another_name(library: Library, seoul: Transcript) -> None:
    talk = Conversation()
    talk.put("What about China?", ["Park Jin"])
    talk.finish(library, by_word)
    service = Service(library, by_word)
    changed = service.rename({"transcript": seoul.id, "who": "Park Jin", "name": "Jin Park"})
    talk.renamed(names_of(json.loads(json.dumps(changed))))
    talk.finish(library, by_word)
    shown = "".join(message["content"] for message in talk.messages({}))
    assert "Only Jin Park" in shown
    assert ">Park Jin<" not in shown
    assert "speaker=Park+Jin" not in shown
    assert names_of({"names": [["A", "B"], ["A", "C"], ["x"], 3]}) == {"A": "B"}
    assert names_of(None) == names_of({"names": 5}) == {}


# --- adding files


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
    assert [len(rows) for rows in steps] == [1, 2, 3]
    assert [(row["name"], row["state"]) for row in steps[-1]] == [
        ("harbour.txt", "added"),
        ("again.txt", "present"),
        ("empty.txt", "failed"),
    ]
    assert "2 speakers · 3 turns" in steps[-1][0]["text"]
    assert steps[-1][2]["text"] == "The file is empty; check that the export was complete."


def test_a_full_disk_is_said(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise LibraryFull("/library", "no space is left on the disk", "free some")

    monkeypatch.setattr(library.store, "add", full)
    (tmp_path / "harbour.txt").write_bytes(MEETING)
    (rows,) = added([str(tmp_path / "harbour.txt")], library)
    assert rows == [{"name": "Stopped", "state": "failed", "text": "/library: no space is left on the disk; free some"}]


# --- the components


@pytest.mark.filterwarnings("default")  # what other libraries warn of while gradio is imported is theirs
def test_the_components_are_set_up_so_that_quotes_stay_verbatim_and_history_stays_here(library: Library) -> None:
    from qa.page.ui import build, parameters

    async def configured() -> dict[str, Any]:  # outside a running event loop, Gradio leaves one open
        return dict(build(library, by_word).get_config_file())

    with ThreadPoolExecutor(1) as thread:  # the browser tests, where they run too, have a loop in this one
        config = thread.submit(lambda: asyncio.run(configured())).result()
    parts = {part["props"].get("elem_id"): part for part in config["components"] if part["props"].get("elem_id")}
    assert set(parts) >= {"topbar", "chat", "box", "viewer", "drop", "results", "shelf", "bridge"}
    chat = parts["chat"]
    assert chat["props"]["latex_delimiters"] == []
    assert chat["props"]["allow_tags"] is False
    assert chat["props"]["sanitize_html"] is True
    for event in config["dependencies"]:
        assert chat["id"] not in event["inputs"]  # a browser cannot forge what was said
        assert event["api_visibility"] == "private"
        assert event["queue"] is False or event["js"] or parts["drop"]["id"] in event["outputs"]
    assert not any("{{" in part["props"].get("html_template", "") for part in config["components"])
    assert parameters()["footer_links"] == []


# --- wording and links


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2023-11-09", "9 Nov 2023"),
        ("2023-11", "Nov 2023"),
        ("2023", "2023"),
        ("", ""),
        ("2023-13-01", "2023-13-01"),
        ("last week", "last week"),
        ("2023-11-09T10:00:00Z", "9 Nov 2023"),
    ],
)
def test_dates(date: str, shown: str) -> None:
    assert day(date) == shown


@pytest.mark.parametrize(("ms", "shown"), [(0, "0:00"), (59_999, "0:59"), (754_000, "12:34"), (3_600_000, "1:00:00")])
def test_times(ms: int, shown: str) -> None:
    assert clock(ms) == shown


@pytest.mark.parametrize(
    ("who", "shown"),
    [("Antony J. Blinken", "AB"), ("MODERATOR", "MO"), ("박진", "박"), ("Élodie Roux", "É"), ("A", "A"), ("—", "?")],
)
def test_initials(who: str, shown: str) -> None:
    assert initials(who) == shown


@pytest.mark.parametrize(("words", "value"), [("", "811c9dc5"), ("a", "e40c292c"), ("foobar", "bf9cf968")])
def test_the_checksum_is_fnv_1a(words: str, value: str) -> None:
    assert checksum(words) == value


def test_links() -> None:
    assert question_href("A & B?", ["Park Jin", "X"], ["t1"]) == (
        "?q=A+%26+B%3F&speaker=Park+Jin&speaker=X&transcript=t1"
    )
    transcript = Transcript("t1", "T", (Turn("foobar baz"),))
    assert place_href(transcript, Span(0, 0, 6)) == "?t=t1&turn=0&start=0&end=6&sum=bf9cf968"
