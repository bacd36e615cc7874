"""The interface without a browser: what its handlers, lists and examples say. tests/browser has the rest."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from index.build import add
from index.errors import QuestionError
from index.formats import Source
from index.local.store import LocalStore
from index.passages import sentences
from index.store import Summary
from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Answer, Citation, Confidence, Silence
from qa.ask import ask
from qa.library import Library
from qa.page.chat import KEPT, OFFERED, Conversation, Conversations, offered, speakers
from qa.page.examples import examples, short_name
from qa.page.service import Service, asked_of, names_of
from qa.page.services import Services
from qa.page.shelf import ShelfService
from qa.page.viewer import transcript_view
from qa.question import Question
from qa.show.cards import pending_html
from qa.show.languages import ENGLISH
from qa.show.links import checksum, place_href, question_href
from qa.show.wording import clock, day, initials
from tests.fakes import WordEncoder
from tests.sampled import sampled
from tests.whole import in_a_loop

MEETING = b"""Harbour board, 3 May 2021

CHAIR OKORO: Good evening.

MS LINDQVIST: The ferry leaves at six.

CHAIR OKORO: Thank you.
"""


def unasked(question: str, library: Library, **_: Any) -> Answer:
    raise AssertionError(f"{question} was asked again")


def by_word(
    question: str,
    library: Library,
    *,
    limit: int = 5,
    speakers: Sequence[str] = (),
    previous: Question | None = None,
    **_: Any,
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
    return sampled(tmp_path)


@pytest.fixture
def seoul(library: Library) -> Transcript:
    return library.store.transcript(library.store.transcripts()[0].id)


# --- examples


def test_examples_are_made_of_the_people_and_names_in_the_library(library: Library, seoul: Transcript) -> None:
    def ask(question: str) -> Answer:
        return by_word(question, library)

    offered = examples([seoul], library, ask, most=9)
    assert "What did Park say about China?" in offered
    assert len([question for question in offered if question.startswith("Who mentioned")]) == 1
    assert len(set(offered)) == 9
    assert offered == examples([seoul], library, ask, most=9)
    assert examples([], library, ask) == []


def test_no_example_meets_silence_and_the_sure_ones_come_first(library: Library, seoul: Transcript) -> None:
    def ask(question: str) -> Answer:
        if "Blinken" in question:
            return Answer(Question(question, ""), silence=Silence.NOBODY)
        sure = Confidence.CLEAR if question.startswith("Who mentioned") else Confidence.WEAK
        return replace(by_word(question, library), confidence=sure)

    kept = examples([seoul], library, ask)
    assert len(kept) == 4
    assert not any("Blinken" in question for question in kept)
    assert [question.startswith("Who mentioned") for question in kept] == [True, False, False, False]


def asked_of_talk(text: str, folder: Path) -> list[str]:
    """The examples of a library with this text alone, whatever their answers."""
    opened = Library(LocalStore(folder / "talk", "words"), WordEncoder(limit=120))
    assert [result.error for result in add([Source("talk.txt", text.encode())], opened.store, opened.encoder)] == [None]
    (summary,) = opened.store.transcripts()
    transcript = opened.store.transcript(summary.id)
    return examples([transcript], opened, lambda question: Answer(Question(question, "")), most=9)


def test_examples_are_about_things_not_about_what_is_done_or_who_is_spoken_to(tmp_path: Path) -> None:
    offered = asked_of_talk(
        """ANA LIMA: The respondents say that the ferry was edited. We have slowly repaired the ferry, Senator.

BO CHEN: I have edited the plan. Does Lisbon need the wharf, Senator? The respondents slowly edited it.

ANA LIMA: In Lisbon the ferry is old. The respondents have slowly edited our plan for the ferry.

BO CHEN: They slowly edited the wharf. My wharf is not in Lisbon.
""",
        tmp_path,
    )
    assert offered[:2] == ["What did Ana Lima say about the ferry?", "What did Bo Chen say about Lisbon?"]
    assert "What did Bo Chen say about the wharf?" in offered
    assert not any(word in " ".join(offered) for word in ("respond", "slowly", "edited", "Senator"))


@pytest.mark.parametrize(
    ("labels", "first"),
    [
        (("SPEAKER_00", "SPEAKER_01"), "What did SPEAKER_00 say about the ferry?"),
        (("QUESTION", "QUESTION"), "What was said about the ferry?"),
        (("1", "2"), "What was said about the ferry?"),
    ],
)
def test_where_nobody_has_a_name_examples_go_by_the_labels_or_without(
    labels: tuple[str, str], first: str, tmp_path: Path
) -> None:
    one, other = labels
    said = [f"{one}: The ferry is late.", f"{other}: So is the train.", f"{one}: The ferry is full.", f"{other}: Oh."]
    assert asked_of_talk("\n\n".join(said), tmp_path)[0] == first


def test_in_other_languages_examples_ask_for_all_that_somebody_says(tmp_path: Path) -> None:
    offered = asked_of_talk("唐鳳：大家好。\n\n林佳：你好。\n\n唐鳳：謝謝。\n\n林佳：再見。\n", tmp_path)
    assert offered == ["What did 唐鳳 say?", "What did 林佳 say?"]


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
    talk.finish(library, by_word)
    assert talk.messages({}) == []
    talk.put(" What about China? ")
    talk.put("!")
    assert [message["content"] for message in talk.messages({})][1::2] == [pending_html()] * 2
    talk.finish(library, by_word)
    shown = talk.messages({})
    talk.finish(library, unasked)
    assert talk.messages({}) == shown
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
    assert 'otr-link" href="?q=What+did+Park+Jin+say+about+China%3F&amp;speaker=Park+Jin"' in talk.exchanges[1].answer


def test_what_is_stopped_stays_so_and_keeps_nobody_waiting(library: Library) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slowly(question: str, library: Library, **given: Any) -> Answer:
        if "China" in question:
            begun.set()
            assert ended.wait(60)
        return by_word(question, library, **given)

    talk = Conversation()
    talk.put("What about China?", ["Park Jin"])
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(talk.finish, library, slowly)
        assert begun.wait(60)
        talk.stop(1)
        talk.put("What about Japan?")
        talk.finish(library, slowly)
        ended.set()
        first.result()
    stopped, answered = (one.answer for one in talk.exchanges)
    assert "<strong>Stopped.</strong>" in stopped
    assert 'href="?q=What+about+China%3F&amp;speaker=Park+Jin"' in stopped
    assert "Japan" in answered


def test_a_conversation_is_its_visitors_alone_and_old_ones_are_forgotten() -> None:
    kept = Conversations()
    mine = kept.of("ana", "s1")
    assert kept.of("ana", "s1") is mine
    assert kept.of("bo", "s1") is not mine
    assert kept.of("ana", "s2") is not mine
    for number in range(KEPT):
        kept.of("", str(number))
    assert kept.of("ana", "s1") is not mine


def test_services_are_made_over_what_a_visitor_may_see(library: Library) -> None:
    other = Library(library.store, library.encoder)

    class Request:
        def __init__(self, user: str) -> None:
            self.user = user

    class Wrapped:
        def __init__(self, user: str) -> None:
            self.request = Request(user)

    services = Services(
        library, by_word, lambda request: other if request.user == "bo" else library, lambda request: request.user
    )
    assert services.of(Service, Request("bo")).library is other
    assert services.of(Service, Wrapped("ana")).library is library
    assert services.of(Service, Request("ana")) is services.of(Service, Wrapped("ana"))
    assert (services.visitor(Request("ana")), services.visitor(Wrapped("bo"))) == ("ana", "bo")
    assert Services(library, by_word).visitor(None) == ""


# --- questions to go on with


def test_questions_to_go_on_with_are_tried_and_bring_something_new(library: Library) -> None:
    asked: list[str] = []

    def ask_noting(question: str, library: Library, **given: Any) -> Answer:
        asked.append(question)
        return ask(question, library, **given)

    offered = Service(library, ask_noting).further({"q": ["What did Park say about China?"]})
    assert offered
    assert len(offered) <= 3
    assert len(asked) <= 8
    for one in offered:
        address = parse_qs(one["href"][1:])
        answer = ask(address["q"][0], library, speakers=address.get("speaker", []))
        assert answer.quotes, one
    assert "What did Park say about China?" not in [parse_qs(one["href"][1:])["q"][0] for one in offered]
    assert Service(library, by_word).further({"q": [" "]}) == []
    assert Service(library, by_word).further(None) == []


def test_questions_to_go_on_with_stay_in_the_transcripts_chosen(library: Library, seoul: Transcript) -> None:
    asked = {"q": ["What did Park say about China?"], "transcript": [seoul.id]}
    assert all(f"transcript={seoul.id}" in one["href"] for one in Service(library, ask).further(asked))


def test_filters_are_shown_with_the_question(library: Library, seoul: Transcript) -> None:
    talk = Conversation()
    talk.put("China?", ["Park Jin"], [seoul.id])
    assert "<small>Only Park Jin, The title</small>" in talk.messages({seoul.id: "The title"})[0]["content"]


@pytest.mark.filterwarnings("default")  # what other libraries warn of while gradio is imported is theirs
def test_transcripts_of_a_series_are_told_apart_by_their_dates() -> None:
    from qa.page.handlers import titles_of

    def one(id_: str, title: str, date: str) -> Summary:
        return Summary(id_, title, date, "", "Text", "", (), 1, None)

    held = [one("1", "Board", "2024-05-02"), one("2", "Board", ""), one("3", "Council", "2024-05-02")]
    assert titles_of(held, ENGLISH) == {"1": "Board, 2 May 2024", "2": "Board", "3": "Council"}


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


def test_the_list_has_what_the_library_has(library: Library, seoul: Transcript) -> None:
    (entry,) = Service(library, by_word).recent()
    assert (entry["id"], entry["day"], entry["turns"], entry["duration"]) == (seoul.id, "9 Nov 2023", 23, -1)
    assert entry["about"] == "9 Nov 2023 · 8 speakers · 23 turns"
    assert "Park Jin" in speakers(library.store.transcripts())


def test_a_library_without_transcripts_says_so(tmp_path: Path) -> None:
    talk = Conversation()
    talk.put("What did Park say?")
    store = LocalStore(tmp_path, "words")
    talk.finish(Library(store, WordEncoder()), by_word)
    store.close()
    (exchange,) = talk.exchanges
    assert (
        '<p class="otr-lead otr-none">The library is empty. <a href="?view=library">Add a transcript</a>'
        in exchange.answer
    )


def test_where_nobody_has_a_name_those_are_offered_who_may_be_meant() -> None:
    def one(*who: str) -> Summary:
        return Summary("0" * 16, "A", "", "", "Text", "", who, 1, None)

    held = [one("2", "0", "Ana Lima", "Bo Chen"), one("2", "Bo Chen", "MODERATOR"), one("2", "唐鳳", "Speaker 1")]
    assert offered(held, "Angela Merkel") == ["Bo Chen", "Ana Lima", "唐鳳", "2", "0", "MODERATOR", "Speaker 1"]
    assert offered(held, "Anna Lima")[:2] == ["Ana Lima", "Bo Chen"]
    assert offered(held, "") == []
    assert len(offered([one(*(f"Bo Chen {chr(97 + n)}" for n in range(20)))], "Xu")) == OFFERED


# --- names


def test_a_conversation_is_answered_anew_when_somebody_has_another_name(library: Library, seoul: Transcript) -> None:
    talk = Conversation()
    talk.put("What about China?", ["Park Jin"])
    talk.finish(library, by_word)
    changed = ShelfService(library, by_word).rename({"transcript": seoul.id, "who": "Park Jin", "name": "Jin Park"})
    talk.renamed(names_of(json.loads(json.dumps(changed))))
    talk.finish(library, by_word)
    shown = "".join(message["content"] for message in talk.messages({}))
    assert "Only Jin Park" in shown
    assert ">Park Jin<" not in shown
    assert "speaker=Park+Jin" not in shown
    assert names_of({"names": [["A", "B"], ["A", "C"], ["x"], 3]}) == {"A": "B"}
    assert names_of(None) == names_of({"names": 5}) == {}


# --- the components


@pytest.mark.filterwarnings("default")  # what other libraries warn of while gradio is imported is theirs
def test_the_components_are_set_up_so_that_quotes_stay_verbatim_and_history_stays_here(library: Library) -> None:
    from qa.page.ui import build, parameters

    config: dict[str, Any] = in_a_loop(lambda: dict(build(library, by_word).get_config_file()))
    parts = {part["props"].get("elem_id"): part for part in config["components"] if part["props"].get("elem_id")}
    assert set(parts) >= {"topbar", "chat", "box", "viewer", "drop", "results", "shelf", "bridge"}
    chat = parts["chat"]
    assert chat["props"]["latex_delimiters"] == []
    assert chat["props"]["allow_tags"] is False
    assert chat["props"]["sanitize_html"] is True
    for event in config["dependencies"]:
        assert chat["id"] not in event["inputs"]  # a browser cannot forge what was said
        assert event["api_visibility"] == ("public" if event["api_name"] == "ask" else "private")
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
