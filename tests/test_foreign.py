"""Questions in other languages than English, and what silence says of a language that was not searched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import build
from index.formats.source import Source
from index.local.store import LocalStore
from qa import Library, Silence, ask
from qa.understanding.foreign import in_english, language_of
from tests.fakes import WordEncoder
from tests.test_question import BLINKEN, PARK, PEOPLE, understood


@pytest.mark.parametrize(
    ("text", "speakers", "topic"),
    [
        ("Was hat Park über China gesagt?", (PARK,), "China"),
        ("Was sagte Außenminister Park gestern zu Nordkorea?", (PARK,), "Nordkorea"),
        ("was denkt blinken uber gaza", (BLINKEN,), "gaza"),
        ("Was hat Park gesagt?", (PARK,), ""),
        ("Was wurde über den Haushalt gesagt?", (), "Haushalt"),
        ("Qu'a dit Blinken sur la Corée du Nord ?", (BLINKEN,), "Corée du Nord"),
        ("Qu’est-ce que Park a dit à propos de la Chine ?", (PARK,), "Chine"),
        ("Que dit le secrétaire Blinken de Gaza ?", (BLINKEN,), "Gaza"),
        ("¿Qué dijo Park sobre China?", (PARK,), "China"),
        ("que piensa el ministro Park de Gaza", (PARK,), "Gaza"),
        ("¿Qué se dijo sobre la economía?", (), "economía"),
        ("Park은 China에 대해 뭐라고 말했나요?", (PARK,), "China"),
        ("ParkはChinaについて何と言いましたか", (PARK,), "China"),
    ],
)
def test_whose_words_and_about_what(text: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.text, question.speakers, question.topic) == (text.replace("’", "'"), speakers, topic)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Wer hat Japan erwähnt?", "who mentioned Japan"),
        ("Wer hat über Falschnachrichten gesprochen?", "who mentioned Falschnachrichten"),
        ("Wer fragte nach Taiwan?", "who asked about Taiwan"),
        ("Wie oft wurde China erwähnt?", "how often was China mentioned"),
        ("Wie oft hat Blinken über Israel gesprochen?", "how often did Blinken mention Israel"),
        ("Wann wurde Japan zum ersten Mal erwähnt?", "when was Japan first mentioned"),
        ("Welche Fragen wurden gestellt?", "what questions were asked"),
        ("Worin unterscheiden sich Park und Blinken bei China?", "how do Park and Blinken differ on China"),
        ("und Blinken?", "and Blinken"),
        ("und Japan?", "and Japan"),
        ("Que dit le secrétaire Blinken ?", "what did Blinken say"),
        ("Was fragte Nike Ching?", "what did Nike Ching ask"),
        ("Und zu Japan?", "what about Japan"),
        ("noch etwas?", "anything else"),
        ("Qui a parlé du Japon ?", "who mentioned Japon"),
        ("Qui a mentionné le Japon ?", "who mentioned Japon"),
        ("Combien de fois la Chine a-t-elle été mentionnée ?", "how often was Chine mentioned"),
        ("Quelles questions ont été posées sur Taïwan ?", "what questions were asked about Taïwan"),
        ("En quoi Park et Blinken diffèrent-ils sur la Chine ?", "how do Park and Blinken differ on Chine"),
        ("Et sur le Japon ?", "what about Japon"),
        ("Autre chose ?", "anything else"),
        ("¿Quién mencionó a Japón?", "who mentioned Japón"),
        ("¿Quién preguntó por Taiwán?", "who asked about Taiwán"),
        ("¿Cuántas veces se mencionó China?", "how often was China mentioned"),
        ("¿Y Blinken?", "and Blinken"),
        ("¿Algo más?", "anything else"),
        ("누가 일본을 언급했나요?", "who mentioned 일본"),
        ("誰が日本に言及しましたか？", "who mentioned 日本"),
    ],
)
def test_the_plain_forms(text: str, english: str) -> None:
    assert in_english(text, PEOPLE) == english


@pytest.mark.parametrize(
    "text",
    [
        "what did Park say about China?",
        "Who mentioned Japan?",
        "and Blinken?",
        "Was Park in China?",  # "was" is German, too
        "What is the die size of the chip?",
        "China",
        "Park on China",
        "Warum ist Blinken nach Korea gereist?",  # no plain form: looked for as it is
        "Que faire ?",
        "Y Combinator?",
        "was",
        "?",
        "",
    ],
)
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert in_english(text, PEOPLE) == text


@given(st.text(st.sampled_from("was hat Park über qu'a dit que sobre y et und 何はついて 에 대해 ?¿,.-’"), max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(in_english(text, PEOPLE), str)
    assert language_of(text) in {"", "en", "de", "fr", "es", "ko", "ja", "zh"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We will not talk about it, and that is what they said.", "en"),
        ("Wir haben nicht darüber gesprochen, und das ist gut so.", "de"),
        ("Nous n'en avons pas parlé, et c'est bien ainsi pour les deux.", "fr"),
        ("No hemos hablado de eso, y así es mejor para los dos.", "es"),
        ("우리는 그것에 대해 이야기하지 않았습니다.", "ko"),
        ("私たちはそれについて話していません。", "ja"),
        ("我们没有谈到这件事。", "zh"),
        ("APEC 2023", ""),
        ("Minister Park (박진) said that we are ready.", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


TALKS = {
    "english.vtt": ("Anna Miller", "We sold the wheat, and that is all there was to it."),
    "german.vtt": ("Anna Müller", "Wir haben den Weizen verkauft, und das ist alles."),
}


def captions(speaker: str, text: str) -> bytes:
    return f"WEBVTT\n\n00:01.000 --> 00:04.000\n<v {speaker}>{text}</v>\n".encode()


@pytest.fixture
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    encoder = WordEncoder()
    with closing(LocalStore(tmp_path, encoder.name)) as store:
        names = request.param.split()
        results = [*build.add([Source(name, captions(*TALKS[name])) for name in names], store, encoder)]
        assert [result.error for result in results] == [None] * len(names)
        yield Library(store, encoder)


@pytest.mark.parametrize(
    ("library", "question", "silence"),
    [
        ("english.vtt", "Wie oft wurde Ballett erwähnt?", Silence.OTHER_LANGUAGE),
        ("english.vtt", "How often was ballet mentioned?", Silence.NOBODY),
        ("english.vtt", "Wie oft hat Anna Miller Ballett erwähnt?", Silence.OTHER_LANGUAGE),
        ("german.vtt", "Wie oft wurde Ballett erwähnt?", Silence.NOBODY),
        ("german.vtt", "How often was ballet mentioned?", Silence.OTHER_LANGUAGE),
        ("german.vtt", "Combien de fois le ballet a-t-il été mentionné ?", Silence.OTHER_LANGUAGE),
        ("german.vtt english.vtt", "How often was ballet mentioned?", Silence.NOBODY),
        ("english.vtt", "Was hat Merkel über Weizen gesagt?", Silence.UNKNOWN_PERSON),
    ],
    indirect=["library"],
)
def test_nobody_says_it_only_where_it_could_be_found(library: Library, question: str, silence: Silence) -> None:
    assert ask(question, library).silence is silence


@pytest.mark.parametrize("library", ["english.vtt german.vtt"], indirect=True)
def test_words_that_are_found_answer_whatever_the_language(library: Library) -> None:
    answer = ask("Wie oft wurde Weizen erwähnt?", library)
    assert [(quote.speaker and quote.speaker.who, quote.quote) for quote in answer.quotes] == [
        ("Anna Müller", "Wir haben den Weizen verkauft, und das ist alles.")
    ]
