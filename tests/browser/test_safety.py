"""Hostile and difficult transcripts in a real browser; the app below a path and in a frame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from index.passages import split
from index.transcript import Span, Speaker, Transcript, Turn
from qa import open_library
from tests.browser.conftest import Open, put, served, settled, shoot

FIRES = "document.documentElement.dataset.fired = 1"
PAYLOADS = [
    f"<script>{FIRES}</script>",
    f'<img src="x" onerror="{FIRES}">',
    f'<svg onload="{FIRES}"><circle r="9"/></svg>',
    f'<a href="javascript:{FIRES}">go</a> [go](javascript:{FIRES}) ![x](https://example.org/x.png)',
    f"${{{FIRES}}} {{{{ {FIRES} }}}} #{{{FIRES}}} `${{{FIRES}}}`",
    f'<iframe srcdoc="<script>parent.{FIRES}</script>"></iframe><form action="/"><input name="a"></form>',
    f'</mark></blockquote></div><style>*{{display:none}}</style><img src=x onerror="{FIRES}">',
    '"><details open ontoggle="' + FIRES + '">',
    "$$x^2$$ \\(y\\) \\[z\\] $a$ and $110 billion, *stars*, _lines_, ~~struck~~, `code`, | a | b |",
    "```js\n" + FIRES + "\n```",
    "🙂 one 👩‍👩‍👧 two 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 three 🙂🙂",
    "שלום עולם. مرحبا بالعالم (with English) inside.",
    "我们支持中国的努力。日本語の文もあります。한국어도 있습니다.",
    "Two  spaces,\ttab, non\u00a0break, zero\u200bwidth, soft\u00adhyphen, e\u0301 combined.",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that answers with all turns of a transcript of payloads, by a speaker whose name and role are some too."""
    folder = tmp_path_factory.mktemp("hostile")
    speaker = Speaker(
        PAYLOADS[1], f"<b onclick=1>{PAYLOADS[0]}</b>", PAYLOADS[4], evidence=Span(3, 0, len(PAYLOADS[3]))
    )
    turns = tuple(Turn(payload, speaker) for payload in PAYLOADS)
    transcript = Transcript("feed0123feed0123", PAYLOADS[6], turns, date=PAYLOADS[7], place=PAYLOADS[5], source="x.txt")
    library = open_library(folder)
    passages = split(transcript, library.encoder.tokens, library.encoder.limit)
    texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
    library.store.add(transcript, passages, library.encoder.passages(texts), b"source")
    library.store.close()
    with served(folder, "quoting") as address:
        yield address


def test_no_word_of_a_transcript_becomes_markup(hostile: str, visit: Open) -> None:
    page = visit(hostile)
    for question in (PAYLOADS[1], PAYLOADS[4]):
        put(page, question)
        assert page.locator(".otr-asked").last.text_content() == question
    answer = page.locator(".otr-ans").last
    assert answer.locator("mark").all_text_contents() == PAYLOADS
    expect(page.locator("#viewer .turn")).to_have_count(len(PAYLOADS))
    assert page.locator("#viewer .tx").all_text_contents() == PAYLOADS
    page.locator("a.page[data-page=library]").click()
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    settled(page)
    assert page.evaluate("document.documentElement.dataset.fired") is None
    for place in ("#chat .message", "#viewer", "#library .lib"):
        for tag in (
            "script",
            "img",
            "iframe",
            "form",
            "style",
            "object",
            "h1",
            "b[onclick]",
            "a[href^=javascript]",
            "code",
        ):
            assert page.locator(f"{place} {tag}").count() == 0, (place, tag)
    assert page.locator("#chat .katex").count() == 0


def test_each_citation_marks_its_words_beyond_the_first_plane(hostile: str, visit: Open) -> None:
    """Places count code points; JavaScript counts UTF-16 units: after an emoji they differ."""
    number = next(n for n, turn in enumerate(PAYLOADS) if turn.startswith("🙂"))
    start = PAYLOADS[number].index("𝔘")
    page = visit(f"{hostile}?t=feed0123feed0123&turn={number}&start={start}&end={start + 7}")
    expect(page.locator("#viewer mark.on")).to_have_text("𝔘𝔫𝔦𝔠𝔬𝔡𝔢")
    page.click("[data-act=find]")
    page.fill(".find", "three 🙂")
    expect(page.locator("#viewer mark.on")).to_have_text("three 🙂")
    shoot(page, "hostile")


def test_right_to_left_and_cjk_read_the_right_way(hostile: str, visit: Open) -> None:
    number = next(n for n, turn in enumerate(PAYLOADS) if turn.startswith("שלום"))
    page = visit(f"{hostile}?t=feed0123feed0123&turn={number}&start=0&end=4")
    words = page.locator("#viewer mark.on").bounding_box()
    pane = page.locator(f'#viewer .turn[data-turn="{number}"] .tx').bounding_box()
    assert words
    assert pane
    assert abs(words["x"] + words["width"] - pane["x"] - pane["width"]) < 12  # the first word is at the right
    shoot(page, "right-to-left")
