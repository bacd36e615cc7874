"""The catalogues say the same in every language, each with its own forms of numbers, dates and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from index.errors import EmptyTranscript, QuestionError
from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Answer, Citation, Confidence, Mentions, Silence
from qa.page.services import Services
from qa.question import Question
from qa.server.speaking import Speaking
from qa.show.cards import as_html, error_html, pending_html, question_html, stopped_html
from qa.show.exports import save
from qa.show.faults import told
from qa.show.languages import ENGLISH, NAMES, PLACE, Language, language, preferred
from qa.show.render import as_markdown, quote_text
from qa.show.wording import day, listed, silence_text

ROOT = Path(__file__).parents[1]
OTHERS = [code for code in NAMES if code != "en"]
SAID = Transcript(
    "0123456789abcdef",
    "ハーバー会議",
    (Turn("It costs 1,200 euros.", Speaker("PARK")), Turn("No.", None)),
    date="2023-11-09",
)


def places(text: str) -> set[str]:
    """The values that a sentence shows; a number that only chooses a form shows nothing."""
    return {found[1] for found in PLACE.finditer(text) if found[2] is None or "#" in found[2]}


def all_places(text: str) -> set[str]:
    return {found[1] for found in PLACE.finditer(text)}


def sources() -> Iterator[str]:
    for folder in ("qa/show", "qa/page", "qa/server", "qa/quotes"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".js", ".html"):
                yield path.read_text("utf-8")


# --- the catalogues


@pytest.mark.parametrize("code", OTHERS)
def test_every_catalogue_has_the_same_keys_in_the_same_order(code: str) -> None:
    assert list(language(code).words) == list(ENGLISH.words)


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_shows_the_same_values(code: str) -> None:
    wrong = [
        key
        for key, text in language(code).words.items()
        if places(text) != places(ENGLISH.words[key]) or not all_places(text) <= all_places(ENGLISH.words[key])
    ]
    assert wrong == []


@pytest.mark.parametrize("code", NAMES)
def test_every_number_has_as_many_forms_as_the_language(code: str) -> None:
    wanted = 1 if code in ("ko", "ja") else 2
    forms = [
        (key, found[0])
        for key, text in language(code).words.items()
        for found in PLACE.finditer(text)
        if found[2] is not None and len(found[2].split("|")) != wanted
    ]
    assert forms == []


@pytest.mark.parametrize("code", NAMES)
def test_no_sentence_is_empty_or_has_a_brace_too_many(code: str) -> None:
    for key, text in language(code).words.items():
        assert text.strip(), key
        assert not re.search(r"[{}|]", PLACE.sub("", text)), key


@pytest.mark.parametrize("code", OTHERS)
def test_sentences_are_translated(code: str) -> None:
    """Whole sentences that are those of the English catalogue were forgotten."""
    same = [
        key for key, text in language(code).words.items() if text == ENGLISH.words[key] and " " in PLACE.sub("", text)
    ]
    assert {key for key in same if re.search("[a-z]{2}", PLACE.sub("", ENGLISH.words[key]))} == set()


def test_the_key_is_named_in_the_sentence_that_sets_it_off() -> None:
    assert all(language(code).words["keys.shift"] in language(code).words["keys.enter"] for code in NAMES)


def test_every_key_is_used_somewhere() -> None:
    """By its name or, where a part of it is made up as the page is drawn, by the part before that."""
    text = "\n".join(sources())
    made = tuple(set(re.findall(r"[\"'`](\w[\w.-]*[.])[{$]", text)))
    lost = [key for key in ENGLISH.words if not re.search(rf"[\"'`]{re.escape(key)}[\"'`]", text)]
    assert [
        key
        for key in lost
        if not key.startswith((*made, "verdict.", "lead", "name.", "uncovered.", "silence.", "fault."))
    ] == []


def test_every_key_that_is_used_is_there() -> None:
    text = "\n".join(sources())
    said = set(re.findall(r"(?:\bsay|\bwords|otr\.html|_say\(language,)\(?\s*[\"']([a-z][\w.-]*)[\"']\s*[,)]", text))
    assert len(said) > 200
    assert said - set(ENGLISH.words) == set()


def test_every_fault_in_the_catalogue_is_one_that_is_raised() -> None:
    paths = [*(ROOT / "index").rglob("*.py"), *(ROOT / "qa").rglob("*.py")]
    raised = re.sub(r"\s*\n\s*f?[\"']", "", "".join(path.read_text("utf-8") for path in paths))
    for key, text in ENGLISH.words.items():
        if key.startswith("fault."):
            pieces = [piece for piece in re.split(r"\{.*?\}", text) if len(piece) > 3]
            assert pieces, key
            assert all(piece in raised for piece in pieces), key


# --- forms


@pytest.mark.parametrize(
    ("code", "none", "one", "many"),
    [
        ("en", "0 turns", "1 turn", "1,234 turns"),
        ("de", "0 Beiträge", "1 Beitrag", "1.234 Beiträge"),
        ("fr", "0 intervention", "1 intervention", "1\u202f234 interventions"),
        ("es", "0 intervenciones", "1 intervención", "1234 intervenciones"),
        ("ko", "발언 0건", "발언 1건", "발언 1,234건"),
        ("ja", "発言0件", "発言1件", "発言1,234件"),
    ],
)
def test_numbers_have_their_forms(code: str, none: str, one: str, many: str) -> None:
    assert [language(code).say("n.turns", n=n) for n in (0, 1, 1234)] == [none, one, many]


def test_spanish_sets_thousands_off_from_five_digits_on() -> None:
    assert [language("es").number(n) for n in (9_999, 10_000, 1_234_567)] == ["9999", "10.000", "1.234.567"]


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("en", ["9 Nov 2023", "Nov 2023", "2023", "last spring"]),
        ("de", ["9. Nov. 2023", "Nov. 2023", "2023", "last spring"]),
        ("fr", ["9 nov. 2023", "nov. 2023", "2023", "last spring"]),
        ("es", ["9 nov 2023", "nov 2023", "2023", "last spring"]),
        ("ko", ["2023년 11월 9일", "2023년 11월", "2023년", "last spring"]),
        ("ja", ["2023年11月9日", "2023年11月", "2023年", "last spring"]),
    ],
)
def test_dates_are_written_as_the_language_has_them(code: str, dates: list[str]) -> None:
    shown = [day(date, language(code)) for date in ("2023-11-09", "2023-11", "2023", "last spring")]
    assert shown == dates


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Antony J. Blinken", "Toutes les mentions d’Antony J. Blinken"),
        ("Élise", "Toutes les mentions d’Élise"),
        ("Park Jin", "Toutes les mentions de Park Jin"),
        ("Yolanda", "Toutes les mentions de Yolanda"),
    ],
)
def test_french_elides_before_a_vowel(who: str, said: str) -> None:
    assert language("fr").say("mentions.of", who=who) == said


@pytest.mark.parametrize("code", NAMES)
def test_there_are_twelve_months(code: str) -> None:
    assert len(set(language(code).words["date.months"].split())) == 12


@pytest.mark.parametrize(
    ("code", "three"), [("en", "A, B and C"), ("de", "A, B und C"), ("ja", "A、BとC"), ("ko", "A, B, C")]
)
def test_names_are_listed_as_the_language_lists_them(code: str, three: str) -> None:
    assert listed(["A", "B", "C"], language(code)) == three
    assert listed(["A"], language(code)) == "A"
    assert listed([], language(code)) == ""


# --- which language


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("*", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("it,pt;q=0.9,fr;q=0.5,en;q=0.4", "fr"),
        ("en;q=0.2, ja;q=0.7", "ja"),
        ("KO-kr", "ko"),
        ("es;q=0,fr;q=0", "en"),
        ("de;q=x,<script>,;;;,,", "en"),
        ("zh-Hant-TW", "en"),
    ],
)
def test_what_a_browser_likes_best_of_those_there_are(header: str, code: str) -> None:
    assert preferred(header).code == code


@pytest.fixture
def client() -> TestClient:
    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse('<!doctype html><html\n\tlang="en"><head><title>A</title></head><p lang="en">B</p></html>')

    async def other(_: Request) -> Response:
        return Response('lang="en"<head>')

    routes = [Route("/", page), Route("/other", other)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Speaking)]))


@pytest.mark.parametrize(
    ("path", "cookie", "header", "code"),
    [
        ("/", "", "", "en"),
        ("/", "", "fr-CA", "fr"),
        ("/", "ja", "fr-CA", "ja"),
        ("/?lang=de", "ja", "fr-CA", "de"),
        ("/?lang=DE-at", "ja", "", "de"),
        ("/?lang=xx", "ja", "fr", "ja"),
        ("/?lang=..%2Fen", "<", "fr", "fr"),
    ],
)
def test_the_page_speaks_as_its_address_the_choice_or_the_browser_says(
    client: TestClient, path: str, cookie: str, header: str, code: str
) -> None:
    headers = {"accept-language": header, **({"cookie": f"otr_language={cookie}"} if cookie else {})}
    answer = client.get(path, headers={**headers, "accept-encoding": "identity"})
    assert f'<html\n\tlang="{code}">' in answer.text
    assert f'<head><script>window.otrLanguage = {{"code": "{code}"' in answer.text
    assert '<p lang="en">' in answer.text
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "accept-language" in answer.headers["vary"]


def test_the_page_is_packed_for_who_can_unpack_it(client: TestClient) -> None:
    plain = client.get("/", headers={"accept-encoding": "br"})
    assert "content-encoding" not in plain.headers
    packed = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert "content-encoding" not in client.get("/other").headers


def test_what_is_not_the_page_stays_as_it_is(client: TestClient) -> None:
    assert client.get("/other?lang=de").text == 'lang="en"<head>'


def test_no_sentence_ends_the_script_that_it_stands_in(client: TestClient) -> None:
    for code in NAMES:
        told = client.get(f"/?lang={code}").text.split("window.otrLanguage = ")[1].split(";\n")[0]
        assert "<" not in told


class Asks:
    def __init__(self, header: str) -> None:
        self.headers = {"accept-language": header}


def test_a_service_answers_each_visitor_in_their_language_and_remembers_for_all() -> None:
    class Shown:
        calls = ()
        language = ENGLISH

        def __init__(self, *_: object) -> None:
            self.remembered: list[str] = []

    services = Services(object(), object())  # type: ignore[arg-type]
    german, french = services.of(Shown, Asks("de")), services.of(Shown, Asks("fr"))  # type: ignore[type-var]
    assert (german.language.code, french.language.code) == ("de", "fr")
    assert german.remembered is french.remembered
    assert services.of(Shown, Asks("de-CH")) is german  # type: ignore[type-var]
    assert services.language(object()).code == "en"


# --- what is said


BRACKETED = Language("en", {key: f"⟦{text}⟧" for key, text in ENGLISH.words.items()})
GERMAN = language("de")


def bare(page: str) -> str:
    """What stands outside brackets, without tags."""
    text = re.sub(r"<[^>]*>", "", page)
    while (less := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text


def test_cards_say_nothing_that_is_not_in_the_catalogue() -> None:
    who = Speaker("ПАРК", "Парк", evidence=Span(0, 0, 5))
    said = Transcript("0123456789abcdef", "Сад", (Turn("Сад дорог.", who), Turn("Да.", None)))
    quotes = (Citation(said, Span(0, 0, 10), 1.0), Citation(said, Span(1, 0, 3), 0.5))
    question = Question("?", "сад", compare=True, since="2021", but=("Ким",), speakers=("Парк",), asked=True)
    pages = [
        as_html(
            Answer(question, quotes, related=quotes, closest=quotes, confidence=Confidence.WEAK), language=BRACKETED
        ),
        as_html(Answer(Question("?", "сад", sources=True), quotes), language=BRACKETED),
        as_html(
            Answer(Question("?", "сад", mentions="who"), quotes, mentions=Mentions(9, (("Парк", 8), ("", 1)))),
            language=BRACKETED,
        ),
        *(
            as_html(Answer(Question("?", "сад", ("Парк",)), silence=silence), people=["Ким"], language=BRACKETED)
            for silence in Silence
        ),
        pending_html(BRACKETED),
        stopped_html("?q=", BRACKETED),
        error_html("Нет", BRACKETED),
        question_html("Сад?", ["Парк"], ["Сад"], BRACKETED),
    ]
    for page in pages:
        assert not re.search("[A-Za-z]", bare(page)), bare(page)


def test_a_quote_keeps_its_words_and_the_language_that_its_file_names() -> None:
    spoken = Transcript("0123456789abcdef", "会議", (Turn("港は閉まる。", Speaker("朴")),), language="ja")
    page = as_html(Answer(Question("?", "港"), (Citation(spoken, Span(0, 0, 6), 1.0),)), language=GERMAN)
    assert '<blockquote class="otr-q" lang="ja"><mark>港は閉まる。</mark>' in page
    unknown = as_html(Answer(Question("?", "it"), (Citation(SAID, Span(0, 0, 21), 1.0),)), language=GERMAN)
    assert '<blockquote class="otr-q" lang=""><mark>It costs 1,200 euros.</mark>' in unknown


def test_a_silence_in_german() -> None:
    answer = Answer(Question("?", "it", ("Kim", "Park")), silence=Silence.NOT_THIS_SPEAKER, transcripts=2, turns=1)
    assert silence_text(answer, GERMAN) == (
        "Das sagen Kim und Park nicht.",
        " Andere sprechen darüber, doch nichts, was Kim und Park in 2 Transkripten (1 Beitrag) sagen, "
        "beantwortet die Frage.",
    )


def test_names_from_right_to_left_leave_the_sentence_in_order() -> None:
    assert GERMAN.say("mentions.of", who="Anna") == "Alle Erwähnungen von Anna"
    assert GERMAN.say("mentions.of", who="دانا") == "Alle Erwähnungen von \u2068دانا\u2069"
    quotes = tuple(
        Citation(Transcript("0" * 16, "העיר", (Turn("לא.", Speaker(who)),), date="2023-11-09"), Span(0, 0, 3), 1.0)
        for who in ("דנה", "יוסי")
    )
    page = as_html(Answer(Question("?", "it"), quotes))
    assert "from \u2068דנה\u2069 (1), \u2068יוסי\u2069 (1)" in page
    assert '<span class="otr-from"><span>העיר</span><i> · </i><span>9 Nov 2023</span></span>' in page


def test_an_error_is_told_in_the_language_as_far_as_it_is_known() -> None:
    known = EmptyTranscript("a.txt", "the file is empty", "check that the export was complete", "line 2")
    assert told(known, GERMAN) == "a.txt, Zeile 2: die Datei ist leer; prüfen Sie, ob der Export vollständig war"
    assert told(known) == str(known)
    assert told(QuestionError("The quote has 50,000 words; check at most 1,000 at once"), GERMAN) == (
        "Das Zitat hat 50,000 Wörter; prüfen Sie höchstens 1,000 auf einmal"
    )
    unknown = EmptyTranscript("a.txt", "the sky is green (x)", "look up")
    assert told(unknown, GERMAN) == str(unknown)


def test_what_is_taken_away_is_in_the_language_of_the_page() -> None:
    answer = Answer(Question("What?", "it"), (Citation(SAID, Span(1, 0, 3), 1.0),))
    assert quote_text(answer.quotes[0], GERMAN) == "“No.”\n— Unbenannte Stimme, ハーバー会議, 9. Nov. 2023, Beitrag 2"
    silent = Answer(Question("What?", "it"), silence=Silence.NOBODY, closest=answer.quotes)
    assert "### Nächstliegende Stellen, die vielleicht nicht antworten" in as_markdown(silent, "", GERMAN)
    assert save([silent], "md", "", GERMAN).data.decode() == as_markdown(silent, "", GERMAN)
    assert save([silent], "json", "", GERMAN).data == save([silent], "json").data  # programs read it
