"""The interface in the visitor's language, in a real browser: every word of it, wherever it is chosen and asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from index.build import add
from index.formats.source import Source
from qa import open_library
from qa.show.languages import NAMES, language
from tests.browser.bracketed import BARE, OWN
from tests.browser.conftest import Open, put, served, settled, shoot
from tests.browser.test_access import findings
from tests.browser.test_people import fits

# Written in Cyrillic, so that each Latin letter on a page is the interface's.
ANNA, BORIS = "Анна Петрова", "Борис Иванов"
GARDEN = [
    (ANNA, "Сад будет открыт в июне. Мы посадили двадцать деревьев у школы.", 0),
    (BORIS, "Сад стоит дорого. Кто заплатит за деревья?", 61_000),
    (ANNA, "За деревья заплатит город. Сад нужен всем.", 75_000),
    ("", "Шум в зале.", 90_000),
    ("ГОЛОС", "Когда откроют сад?", 95_000),
]
# What is not the interface's own: its name, languages by theirs, what was asked, keys of letters, Gradio's own words.
CONTENT = "h1, .speaks option, .otr-asked, .otr-edit, .otr-welcome .otr-chips, dt kbd, #drop .wrap"
GERMAN = language("de")


def document(title: str, date: str, timed: bool) -> bytes:
    turns = [
        {"speaker": who or None, "text": text, **({"start_ms": ms, "end_ms": ms + 9_000} if timed else {})}
        for who, text, ms in GARDEN
    ]
    return json.dumps({"title": title, "date": date, "turns": turns}).encode()


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose German is English in brackets, over two transcripts in Cyrillic."""
    folder = tmp_path_factory.mktemp("garden")
    library = open_library(folder)
    files = [("1.json", "Совет о саде", "2021-05-03", True), ("2.json", "Второй совет", "2022-06-07", False)]
    sources = [Source(name, document(title, date, timed)) for name, title, date, timed in files]
    assert all(not result.error for result in add(sources, library.store, library.encoder))
    library.store.close()
    with served(folder, "bracketed") as address:
        yield f"{address}?lang={OWN}"


def bare(page: Page) -> list[str]:
    """What the page shows or says that no catalogue has."""
    settled(page)
    found: list[str] = page.evaluate(BARE, CONTENT)
    return found


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=f"⟦{label}").first.click()


def test_every_word_of_the_chat_is_in_the_catalogue(bracketed: str, visit: Open) -> None:
    page = visit(bracketed)
    expect(page.locator(".otr-welcome h2")).to_have_text("⟦Ask what was said. Get the exact words.⟧")
    assert bare(page) == []
    questions = [
        f"What did {ANNA} say about сад?",
        f"Compare {ANNA} and {BORIS} on сад",
        "Who mentions сад?",
        "What did Виктор Орлов say about сад?",
        "What was said about космос?",
        "Where is that said?",
        "What did Анна say about сад in 1999?",
    ]
    for question in questions:
        put(page, question)
        page.locator(".otr-save summary").last.click()
        assert (question, bare(page)) == (question, [])


def test_every_word_around_a_transcript_is_in_the_catalogue(bracketed: str, visit: Open) -> None:
    page = visit(bracketed)
    put(page, f"What did {ANNA} say about сад?")
    page.locator("a.otr-cite").nth(1).click()
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    page.locator(".ribbon").hover()
    assert bare(page) == []
    page.locator("[data-act=find]").click()
    page.fill(".vw-find .find", "Сад")
    assert bare(page) == []
    page.fill(".vw-find .find", "Йй")
    assert bare(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-act=keys]").click()
    assert bare(page) == []
    page.locator("[data-act=unkeys]").click()
    for words in ("", "Йй"):
        page.locator("#composer .pick input").first.click()
        page.keyboard.type(words)
        assert bare(page) == []
        page.keyboard.press("Escape")
    page.locator(".otr-copy").first.click()
    expect(page.locator("#bridge .otr-note")).to_have_text("⟦Quote copied⟧")
    gone = visit(f"{bracketed}&t=0000000000000000")
    expect(gone.locator(".vw-note")).to_contain_text("⟦That transcript is not in the library any more")
    assert bare(gone) == []


def test_every_word_of_the_library_is_in_the_catalogue(bracketed: str, visit: Open) -> None:
    page = visit(f"{bracketed}&view=library", ready=".lib-table tbody tr")
    note = page.locator(".lib-said p")
    assert bare(page) == []
    press(page, "Details of")
    press(page, "Split ")
    press(page, "Add another name of")
    assert bare(page) == []
    page.fill(".lib-about input.short", "zz")
    press(page, "Save")
    expect(note).to_contain_text("is no date")
    assert bare(page) == []
    page.fill(".lib-about input.short", "2021-05-04")
    press(page, "Save")
    expect(note).to_contain_text("⟦Saved: ")
    assert bare(page) == []
    name = page.locator(".lib-voices li form input").first
    name.fill(BORIS)
    assert bare(page) == []  # two become one
    name.fill("Анна Новая")
    name.press("Enter")
    expect(note).to_contain_text(" is now ")
    assert bare(page) == []
    press(page, "Undo")
    expect(note).to_contain_text(" again.")
    press(page, "Remove ")
    expect(note).to_contain_text("is removed")
    page.locator(".lib-gone summary").click()
    assert bare(page) == []
    press(page, "Undo")
    expect(note).to_contain_text("is back")
    page.fill(".lib-find", "йй")
    assert bare(page) == []
    said = f"{ANNA}: Сад.\n\n{BORIS}: Да, сад.\n".encode()
    page.set_input_files("#drop input[type=file]", FilePayload(name="файл", mimeType="text/plain", buffer=said))
    expect(page.locator(".results")).to_contain_text("⟦Added: файл")
    assert bare(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill(".lib-find", "")
    assert bare(page) == []


@pytest.mark.parametrize(
    "query",
    [
        "view=people",
        "view=people&find=йй",
        "view=people&person=Йй",
        f"view=people&person={ANNA}",
        f"view=people&person={ANNA}&topic=сад",
        f"view=people&person={ANNA}&topic=йй",
        "view=explore",
        "view=explore&word=сад",
        "view=explore&word=сад&date=2021",
        "view=explore&word=йй",
        "view=check",
        "view=check&quote=За деревья заплатит город. Сад нужен всем.",
        "view=check&quote=За деревья заплатит пригород. Сад нужен почти всем.",
        f"view=check&quote=За деревья заплатит город. Сад нужен всем.&speaker={BORIS}",
        "view=check&quote=Нет таких слов вообще нигде и никогда",
    ],
)
def test_every_word_of_the_other_pages_is_in_the_catalogue(bracketed: str, visit: Open, query: str) -> None:
    page = visit(f"{bracketed}&{query}", ready=".otr-page h2")
    settled(page)
    for summary in page.locator("#explore summary").all():
        if summary.is_visible():
            summary.click()
    assert bare(page) == []
    assert page.title().startswith("⟦")


def test_python_and_the_scripts_have_the_same_forms(site: str, visit: Open) -> None:
    numbers = [0, 1, 2, 5, 1_000, 1_234, 12_345, 1_000_000]
    for code in NAMES:
        page = visit(f"{site}?lang={code}")
        said = page.evaluate("(numbers) => numbers.map((n) => otr.say('n.turns', { n }))", numbers)
        assert said == [language(code).say("n.turns", n=n) for n in numbers]
        assert page.evaluate("(numbers) => numbers.map(otr.number)", numbers) == [
            language(code).number(n) for n in numbers
        ]


@pytest.mark.parametrize(("locale", "code"), [("de-AT", "de"), ("ja-JP", "ja"), ("ko-KR", "ko"), ("it-IT", "en")])
def test_a_browser_is_answered_in_its_language(site: str, visit: Open, locale: str, code: str) -> None:
    page = visit(site, locale=locale)
    spoken = language(code)
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator("#box button")).to_have_text(spoken.say("gradio.ask"))
    expect(page.locator("#box textarea")).to_have_attribute("placeholder", spoken.say("gradio.placeholder"))
    expect(page.locator(".otr-welcome h2")).to_have_text(spoken.say("line"))
    put(page, "What did Park say about China?")
    expect(page.locator(".otr-lead").last).to_contain_text(spoken.say("n.passages", n=5))
    expect(page.locator("#chat .otr-q").first).to_have_attribute("lang", "")  # the words are not the page's


def test_a_language_that_was_chosen_stays(site: str, visit: Open) -> None:
    page = visit(f"{site}?q=What+did+Park+say+about+China%3F", locale="fr-FR")
    expect(page.locator(".otr-lead")).to_contain_text("5 passages de Park Jin")
    page.get_by_label(language("fr").say("top.language")).select_option("de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".otr-lead")).to_contain_text("5 Stellen von Park Jin")  # it shows what it showed
    page.reload()
    expect(page.locator(".otr-lead")).to_contain_text("5 Stellen von Park Jin")
    page.locator("#topbar a.page", has_text="Personen").click()
    expect(page.locator("#people .otr-found")).to_have_text("8 Personen und Stimmen")
    again = page.context.new_page()
    again.goto(f"{site}?view=check")
    expect(again.locator("#check h2")).to_have_text("Zitat prüfen")


def test_a_language_in_the_address_stays_until_another_is_chosen(site: str, visit: Open) -> None:
    page = visit(f"{site}?lang=es&view=library", ready=".lib-table tbody tr")
    expect(page.locator(".lib-count")).to_have_text("1 transcripción")
    page.locator("#topbar a.page").first.click()
    page.reload()
    expect(page.locator(".otr-welcome h2")).to_have_text(language("es").say("line"))
    page.goto(f"{site}?lang=es")
    page.get_by_label("Idioma").select_option("ko")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert "lang=" not in page.url


def test_a_frame_has_its_own_language_and_leaves_the_visitor_theirs(site: str, visit: Open) -> None:
    page = visit(f"{site}?embed=1&lang=ja")
    expect(page.locator(".otr-welcome h2")).to_have_text(language("ja").say("line"))
    put(page, "What did Park say about China?")
    expect(page.locator(".otr-lead").last).to_contain_text("5か所")
    page.goto(site)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_component_says_its_language_to_its_frame(site: str, visit: Open) -> None:
    page = visit(site)
    page.evaluate("""() => new Promise((done) => {
        const script = Object.assign(document.createElement('script'), { src: 'embed.js', onload: done });
        document.head.append(script);
    })""")
    page.evaluate("document.body.innerHTML = '<on-the-record lang=\"fr\"></on-the-record>'")
    frame = page.frame_locator("on-the-record iframe")
    expect(frame.locator(".otr-welcome h2")).to_have_text(language("fr").say("line"))
    page.evaluate("document.querySelector('on-the-record').lang = 'de'")
    expect(frame.locator(".otr-welcome h2")).to_have_text(GERMAN.say("line"))


@pytest.mark.parametrize("code", ["de", "fr", "es", "ko", "ja"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_is_too_wide_and_axe_finds_nothing_serious(
    site: str, visit: Open, code: str, width: int, height: int
) -> None:
    page = visit(f"{site}?lang={code}&q=What+did+Park+say+about+China%3F", width, height, ready=".otr-card")
    expect(page.locator("#follow a").first).to_be_visible()
    bar = "((nav) => nav.scrollWidth <= nav.clientWidth)(document.querySelector('#topbar nav'))"
    assert page.evaluate(bar)
    shoot(page, f"ask-{code}-{width}")
    assert findings(page) == []
    for view in ("library", "people", "explore", "check"):
        page.goto(f"{site}?view={view}")
        page.wait_for_selector(f"#{view} h2")
        settled(page)
        assert fits(page), view
