"""The Ask page in a real browser: questions, answers, silences, what is done with an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from qa import ask
from qa.library import Library
from qa.show.render import quote_markdown, quote_text
from tests.browser.conftest import SCREENSHOTS, Open, copied, put, served, shoot

CHINA = "What did Park say about China?"


def test_clicking_the_second_citation_marks_the_quote(site: str, visit: Open, library: Library) -> None:
    second = ask(CHINA, library).quotes[1]
    page = visit(site)
    put(page, CHINA)
    card = page.locator(".otr-card").nth(1)
    assert card.locator("mark").text_content() == second.quote
    card.locator("a.otr-cite").click()
    marked = page.locator("#viewer mark.on")
    expect(marked).to_be_in_viewport()
    expect(marked).to_have_text(second.quote, use_inner_text=False)
    assert marked.text_content() == second.quote
    turn = page.locator(f'#viewer .turn[data-turn="{second.span.turn}"] .tx')
    assert turn.text_content() == second.turn.text
    shoot(page, "ask-second-citation")


def test_an_answer_shows_its_first_passage_at_once(site: str, visit: Open, library: Library) -> None:
    page = visit(site)
    put(page, CHINA)
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    assert page.locator("#viewer mark.on").text_content() == ask(CHINA, library).quotes[0].quote
    expect(page.locator(".otr-card.sel .otr-num")).to_have_text("1")


def test_the_examples_come_from_the_library_and_have_answers(site: str, visit: Open) -> None:
    page = visit(site)
    chips = page.locator(".otr-welcome a.otr-ask")
    expect(chips).to_have_count(4)
    shoot(page, "first-visit")
    for example in chips.all_text_contents():
        page = visit(site)
        page.locator(".otr-welcome a.otr-ask", has_text=example).click()
        expect(page.locator(".otr-card").first).to_be_visible()
        assert page.locator(".otr-asked").text_content() == example
        assert page.locator(".otr-none").count() == 0


def test_what_the_page_loads_does_not_take_the_place_of_a_quick_readers_answer(site: str, visit: Open) -> None:
    held: list[Route] = []
    responses: list[APIResponse] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:  # the answer to the page's own first call comes after that to the reader's question
            held.append(route)
            responses.append(route.fetch())

    page = visit(site, before=lambda page: page.route("**/run/predict", hold))
    put(page, CHINA)
    expect(page.locator(".otr-card").first).to_be_visible()
    with page.expect_response("**/run/predict"):
        held[0].fulfill(response=responses[0])
    page.wait_for_timeout(300)  # for the page to draw what it got, if it does
    expect(page.locator(".otr-card").first).to_be_visible()


SILENCES = [
    ("nobody", "No one says this.", "Closest passages, which may not answer"),
    ("not_this_speaker", "Park Jin does not say this.", "What others say about it"),
    ("not_a_speaker", "Ms Doe is mentioned, but never speaks here.", "What others say about it"),
    ("unknown_person", "No one called Ms Doe is on the record.", "People who speak here"),
]


@pytest.fixture(scope="module")
def silent_site(library: Library, folder: Path) -> Iterator[str]:
    with served(folder, "silent") as address:
        yield address


@pytest.mark.parametrize(("silence", "finding", "heading"), SILENCES)
def test_each_silence_has_its_own_help(silent_site: str, visit: Open, silence: str, finding: str, heading: str) -> None:
    page = visit(silent_site)
    put(page, silence)
    expect(page.locator(".otr-none")).to_contain_text(finding)
    expect(page.locator(".otr-ans")).to_contain_text(heading)
    expect(page.locator(".otr-card")).to_have_count(0 if silence == "unknown_person" else 1)
    shoot(page, f"silence-{silence}")


@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("What did President Biden say about North Korea?", "never speaks here"),
        ("What did Macron say about trade?", "No one called Macron is on the record."),
    ],
)
def test_silences_of_the_sample(site: str, visit: Open, question: str, finding: str) -> None:
    page = visit(site)
    put(page, question)
    expect(page.locator(".otr-none")).to_contain_text(finding)


def test_an_inferred_name_shows_its_reason(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, "Who asked about fake news?")
    card = page.locator(".otr-card").first
    expect(card.locator(".otr-who")).to_have_text("Eun Jung Kim")
    card.locator("summary").click()
    expect(card.locator(".otr-why")).to_contain_text("The file says only “QUESTION”")
    evidence = card.locator("a.otr-evidence")
    words = evidence.text_content() or ""
    assert "Eun Jung Kim" in words
    shoot(page, "inferred")
    evidence.click()
    expect(page.locator("#viewer .turn").nth(int(place(page)["turn"]))).to_contain_text(words)


def place(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_chip_takes_the_speaker_away_and_another_edits_the_topic(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    page.locator(".otr-edit").click()
    expect(page.locator("#box textarea")).to_have_value("What did Park Jin say about China?")
    assert page.evaluate("getSelection().toString()") == "China"
    page.locator(".otr-remove", has_text="Park Jin").click()
    expect(page.locator(".otr-ans")).to_have_count(2)
    answer = page.locator(".otr-ans").last
    expect(answer.locator(".otr-remove")).to_have_count(0)
    assert "Antony J. Blinken" in (answer.locator(".otr-lead").text_content() or "")


def test_the_pills_ask_one_speaker_only(site: str, visit: Open) -> None:
    page = visit(site)
    page.locator("#filters input").first.click()
    page.get_by_role("option", name="Antony J. Blinken").click()
    put(page, "What about China?")
    assert set(page.locator(".otr-card .otr-who").all_text_contents()[:3]) == {"Antony J. Blinken"}
    expect(page.locator(".otr-asked small")).to_have_text("Only Antony J. Blinken")


def test_all_questions_to_go_on_with_have_answers(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    chips = page.locator("#follow a")
    expect(chips).to_have_count(3)
    offered = [link.get_attribute("href") for link in chips.all()]
    chips.first.click()
    expect(page.locator(".otr-ans")).to_have_count(2)
    expect(page.locator(f'#follow a[href="{offered[0]}"]')).to_have_count(0)
    for href in offered:
        again = visit(site + (href or ""))
        expect(again.locator(".otr-card").first).to_be_visible()
        assert again.locator(".otr-none").count() == 0


@pytest.fixture
def slow_site(library: Library, folder: Path) -> Iterator[str]:
    with served(folder, "slow") as address:
        yield address


def test_a_long_answer_can_be_stopped_and_the_next_question_need_not_wait(slow_site: str, visit: Open) -> None:
    page = visit(slow_site)
    page.locator(".otr-welcome a.otr-ask").first.wait_for()
    page.fill("#box textarea", "Slowly, what about China?")
    page.press("#box textarea", "Enter")
    expect(page.locator(".otr-busy")).to_be_visible(timeout=5_000)
    shoot(page, "waiting")
    page.locator(".otr-stop").click()
    expect(page.locator(".otr-none strong")).to_have_text("Stopped.", timeout=5_000)
    page.wait_for_function(  # the search has ended, too, and did not run out
        """async () => (await (await fetch('metrics')).text()).includes('outcome="stopped"} 1.0')""", timeout=5_000
    )
    page.fill("#box textarea", CHINA)
    page.press("#box textarea", "Enter")
    expect(page.locator(".otr-card").first).to_be_visible(timeout=10_000)
    expect(page.locator(".otr-none")).to_have_count(1)
    assert (
        page.locator(".otr-ans").first.locator("a.otr-ask").get_attribute("href") == "?q=Slowly%2C+what+about+China%3F"
    )


def test_back_and_forward_go_through_questions_and_places(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    first = place(page)
    page.locator(".otr-cite").nth(1).click()
    expect(page.locator(".hit-n")).to_contain_text("2 of")
    second = place(page)
    put(page, "Who asked about fake news?")
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    assert place(page)["q"] == "Who asked about fake news?"
    page.go_back()
    expect(page.locator(".hit-n")).to_contain_text("2 of")
    assert place(page) == second
    expect(page.locator(".otr-asked").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    assert place(page) == first
    page.go_forward()
    page.go_forward()
    expect(page.locator(".otr-asked").last).to_be_in_viewport()
    assert place(page)["q"] == "Who asked about fake news?"
    expect(page.locator(".otr-ans")).to_have_count(2)


def test_pages_have_addresses_and_ask_is_found_as_it_was_left(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    asked = place(page)
    page.locator("a.page[data-page=library]").click()
    assert place(page) == {"view": "library"}
    expect(page.locator("#library")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("a.page[aria-current]")).to_have_text(re.compile("Library"))
    page.go_back()
    expect(page.locator("#ask")).to_be_visible()
    assert place(page) == asked
    page.go_forward()
    page.locator("a.page[data-page=ask]").click()
    assert place(page) == asked
    expect(page.locator(".otr-ans")).to_have_count(1)
    assert visit(f"{site}?view=library").locator("#library").is_visible()


def test_printed_it_is_the_conversation_with_its_references(site: str, visit: Open) -> None:
    page = visit(site, dark=True)
    put(page, CHINA)
    page.emulate_media(media="print")
    for hidden in ("#topbar", "#composer", "#follow", "#right", ".otr-take >> nth=0", ".otr-foot .otr-take"):
        expect(page.locator(hidden)).to_be_hidden()
    for number in range(page.locator(".otr-card").count()):
        expect(page.locator(".otr-card mark").nth(number)).to_be_visible()
        expect(page.locator(".otr-card .otr-from").nth(number)).to_contain_text("9 Nov 2023")
    bottom = page.locator(".otr-card").last.bounding_box()
    assert bottom
    assert bottom["y"] + bottom["height"] > 900  # it is not cut at the foot of the screen
    assert page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"
    page.set_viewport_size({"width": 794, "height": 1123})
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "print.png", full_page=True)


def test_nothing_is_asked_with_an_empty_box(site: str, visit: Open) -> None:
    page = visit(site)
    page.locator(".otr-welcome a.otr-ask").first.wait_for()
    page.press("#box textarea", "Enter")
    page.wait_for_timeout(500)
    assert page.locator(".otr-asked").count() == 0


def test_two_questions_asked_quickly_are_both_answered(site: str, visit: Open) -> None:
    page = visit(site)
    page.locator(".otr-welcome a.otr-ask").first.wait_for()
    for number, question in enumerate((CHINA, "Who asked about fake news?"), 1):
        page.fill("#box textarea", question)
        page.press("#box textarea", "Enter")
        expect(page.locator(".otr-asked")).to_have_count(number)
    expect(page.locator(".otr-ans")).to_have_count(2)
    assert page.locator(".otr-asked").all_text_contents() == [CHINA, "Who asked about fake news?"]


def test_copying_a_quote(site: str, visit: Open, library: Library) -> None:
    first = ask(CHINA, library).quotes[0]
    page = visit(site)
    put(page, CHINA)
    card = page.locator(".otr-card").first
    for name, wanted in (("Copy", quote_text(first)), ("Markdown", quote_markdown(first))):
        card.locator("a.otr-copy", has_text=name).click()
        expect(page.locator(".otr-note.seen")).to_be_visible()
        assert copied(page, wanted) == wanted
    card.locator("a.otr-copy", has_text="Reference").click()
    reference = copied(page, "Park Jin, ")
    assert "9 Nov 2023, turn" in reference
    assert f"?t={first.transcript.id}&turn={first.span.turn}&start={first.span.start}" in reference


def test_a_link_opens_the_same_view_again(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    page.locator(".otr-card").nth(2).locator("a.otr-cite").click()
    expect(page.locator(".otr-card").nth(2)).to_have_class("otr-card sel")
    link = page.locator(".otr-card").nth(2).locator("a.otr-cite").get_attribute("href") or ""
    start = parse_qs(urlsplit(link).query)["start"][0]
    page.wait_for_function("start => new URLSearchParams(location.search).get('start') === start", arg=start)
    words = page.locator(".otr-card").nth(2).locator("mark").text_content() or ""
    expect(page.locator("#viewer mark.on")).to_have_text(words, use_inner_text=False)
    assert place(page)["q"] == CHINA
    again = visit(page.url)
    expect(again.locator("#viewer mark.on")).to_be_in_viewport()
    assert again.locator("#viewer mark.on").text_content() == words
    expect(again.locator(".otr-card").first).to_be_visible()
    assert again.locator(".otr-asked").text_content() == CHINA
    assert again.locator("#viewer mark.on").text_content() == words
    assert place(again) == place(page)


def test_a_changed_text_is_said_and_not_marked_wrongly(site: str, visit: Open, library: Library) -> None:
    transcript = library.store.transcripts()[0].id
    page = visit(f"{site}?t={transcript}&turn=2&start=0&end=20&sum=00000000")
    expect(page.locator(".vw-warn")).to_contain_text("This text has changed")
    assert page.locator("#viewer mark").count() == 0
    page = visit(f"{site}?t={transcript}&turn=999&start=0&end=20")
    expect(page.locator(".vw-warn")).to_be_visible()
    page = visit(f"{site}?t=0000000000000000&turn=1&start=0&end=2")
    expect(page.locator(".vw-note")).to_contain_text("not in the library any more")


def test_a_count_leads_to_all_that_it_counts(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, "Who mentioned Japan?")
    answer = page.locator(".otr-ans").last
    expect(answer.locator(".otr-flat")).to_have_text("who and how often")
    item = answer.locator(".otr-counts li").first
    who, number = item.locator("a").text_content(), item.locator("strong").text_content()
    shoot(page, "mentions")
    item.locator("a").click()
    expect(page.locator(".otr-ans")).to_have_count(2)
    answer = page.locator(".otr-ans").last
    expect(answer.locator(".otr-flat")).to_have_text("all mentions")
    expect(answer.locator(".otr-lead strong")).to_have_text(f"{number} sentences")
    assert set(answer.locator(".otr-who").all_text_contents()) == {who}
