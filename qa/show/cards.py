"""An answer as HTML cards. All text is escaped; the content of each ``<mark>`` is the quote, character for character.

The HTML is one line, without attributes that Gradio's sanitiser strips. Everything that can be done is a link: a
citation's address opens that place, a question's address asks it, so they work when copied or opened in a new tab.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.passages import sentences
from index.transcript import Span, Speaker
from qa.answer import Answer, Citation, Mentions, Silence
from qa.show.chips import Chip, option_href, understood
from qa.show.links import place_href, question_href
from qa.show.wording import (
    UNNAMED,
    confidence_text,
    count,
    day,
    hues,
    initials,
    mentions_count,
    mentions_where,
    moment,
    role_of,
    silence_text,
    sources_text,
)
from qa.understanding.words import in_words

_PEOPLE = 12  # whose mentions are counted by name; the others are summed up
_CONTEXT = 220  # characters of whole sentences shown on each side of a quote
# Parsers of HTML and Markdown change these where they stand as themselves.
_FRAGILE = re.compile(r"[\t\n\r\f\v\x1c-\x1f$`\\*_~\[\]{}|]")


def text(value: str) -> str:
    """Text for HTML that also passes through Markdown unharmed, blank lines included."""
    return _FRAGILE.sub(lambda match: f"&#{ord(match[0])};", html.escape(value))


def as_html(answer: Answer, link: str = "", people: Sequence[str] = (), transcripts: Sequence[str] = ()) -> str:
    """The whole answer. ``link`` is its address; ``people`` are names to offer where the question's is unknown.

    ``transcripts`` are the ids that were chosen beside the question; what can be asked from here stays within them.
    """
    parts = [_understood(answer, transcripts), _lead(answer), _options(answer, transcripts)]
    parts += _groups(answer) if answer.question.compare and answer.quotes else _cards(answer.quotes)
    if answer.silence is Silence.UNKNOWN_PERSON and people:
        names = "".join(_ask_link(answer.question.topic, who, [who], "otr-ask") for who in people)
        parts.append(f'<p class="otr-hint">People who speak here:</p><div class="otr-chips">{names}</div>')
    number = len(answer.quotes)
    if answer.related:
        parts.append('<h3 class="otr-h">What others say about it</h3>')
        parts += _cards(answer.related, number)
    if answer.closest:
        parts.append('<h3 class="otr-h">Closest passages, which may not answer</h3>')
        parts += _cards(answer.closest, number + len(answer.related), "otr-card otr-dim")
    parts.append(_foot(answer, link or question_href(answer.question.text)))
    return f'<div class="otr-ans">{"".join(parts)}</div>'


def welcome_html(examples: Sequence[str], transcripts: int) -> str:
    """The first thing that a visitor sees; ``examples`` are questions that this library answers."""
    about = (
        "Every answer is the speakers’ own words, with the place where they stand. Nothing is written for them."
        if transcripts
        else 'The library is empty. <a href="?view=library">Add a transcript</a> to begin.'
    )
    links = "".join(_ask_link(example, example, (), "otr-ask") for example in examples)
    return (
        f'<div class="otr-welcome"><h2>Ask what was said. Get the exact words.</h2><p>{about}</p>'
        f'<div class="otr-chips">{links}</div></div>'
    )


def error_html(message: str) -> str:
    lead = f'<p class="otr-lead otr-none"><strong>That did not work.</strong> {text(message)}</p>'
    return f'<div class="otr-ans">{lead}</div>'


def stopped_html(link: str) -> str:
    """In the place of an answer that was not waited for; ``link`` asks again."""
    again = f'<a class="otr-chip otr-ask" href="{html.escape(link)}" title="Ask this again">Ask again</a>'
    lead = '<p class="otr-lead otr-none"><strong>Stopped.</strong> Nothing was answered.</p>'
    return f'<div class="otr-ans">{lead}<div class="otr-chips">{again}</div></div>'


def question_html(question: str, speakers: Sequence[str] = (), titles: Sequence[str] = ()) -> str:
    """What the user asked, with the filters chosen."""
    only = ", ".join([*speakers, *titles])
    return f'<div class="otr-asked">{text(question)}{f"<small>Only {text(only)}</small>" if only else ""}</div>'


def _lead(answer: Answer) -> str:
    if answer.silence:
        finding, rest = silence_text(answer)
        return f'<p class="otr-lead otr-none"><strong>{text(finding)}</strong>{text(rest)}</p>'
    if told := sources_text(answer):
        return f'<p class="otr-lead">{text(told)}</p>'
    if answer.mentions and answer.mentions.total:
        return _counts(answer, answer.mentions)
    spoken = Counter(citation.speaker.who if citation.speaker else "an unnamed speaker" for citation in answer.quotes)
    where = len({citation.transcript.id for citation in answer.quotes})
    by = ", ".join(text(who) + (f" ({count})" if len(spoken) > 1 else "") for who, count in spoken.most_common())
    across = f", in {count(where, 'transcript')}" if answer.transcripts > 1 else ""
    order = "" if len(answer.quotes) == 1 else ", most relevant first"
    passages = count(len(answer.quotes), "passage")
    return f'<p class="otr-lead"><strong>{passages}</strong> from {by}{across}{order}.{_confidence(answer)}</p>'


def _confidence(answer: Answer) -> str:
    words, meaning = confidence_text(answer)
    kind = f"otr-sure otr-{answer.confidence}"
    return f' <span class="{kind}" title="{text(meaning)}">{words}</span>' if words else ""


def _counts(answer: Answer, found: Mentions) -> str:
    """How many mentions, and by whom; each person a link to all of theirs."""
    question = answer.question
    everything = " ".join(f"“{words}”" for words in question.exact) or f"all mentions of {question.topic}"
    if question.listing:
        everything = in_words(replace(question.put_to_anyone(), page=0))
    order = {"": " In order of time:", "all": " In order of time:", "first": " The first:", "last": " The last:"}.get(
        question.mentions, ""
    )
    people = "".join(
        f"<li>{_ask_link(everything, who, [who], 'otr-ask', f'All mentions by {who}') if who else UNNAMED}"
        f"<strong>{number:,}</strong></li>"
        for who, number in found.by[:_PEOPLE]
    )
    if more := found.by[_PEOPLE:]:
        people += f"<li>{count(len(more), 'other')}<strong>{sum(number for _, number in more):,}</strong></li>"
    lead = f"<strong>{mentions_count(answer)}</strong>{text(mentions_where(answer))}.{order}"
    return f'<p class="otr-lead">{lead}</p><ul class="otr-counts">{people}</ul>'


def _understood(answer: Answer, transcripts: Sequence[str]) -> str:
    """How the question was taken, each part a chip: its cross asks without it, the topic's words put it up to edit."""
    chips = "".join(_chip(chip) for chip in understood(answer.question, transcripts))
    return f'<div class="otr-chips otr-understood">{chips}</div>' if chips else ""


def _chip(chip: Chip) -> str:
    label, edit, remove = text(chip.label), html.escape(chip.edit), html.escape(chip.remove)
    words = f'<a class="otr-edit" href="{edit}" title="Change the topic">{label}</a>' if edit else label
    cross = ""
    if remove:
        cross = (
            f'<a class="otr-ask otr-remove" href="{remove}" title="Ask without {label}">'
            f'<span class="otr-off">Without {label}</span></a>'
        )
    return f'<span class="otr-chip{"" if edit or remove else " otr-flat"}">{words}{cross}</span>'


def _options(answer: Answer, transcripts: Sequence[str]) -> str:
    """Whom an ambiguous name may mean: each a link that puts the question to that person."""
    links = "".join(
        f'<a class="otr-option otr-ask" href="{html.escape(option_href(option, transcripts))}"'
        f' title="{text(option.question)}"><strong>{text(option.who)}</strong>'
        f"{text(' · '.join(part for part in (option.role, option.title) if part))}</a>"
        for option in answer.question.options
    )
    return f'<div class="otr-options">{links}</div>' if links else ""


def _ask_link(question: str, label: str, speakers: Sequence[str], kind: str, title: str = "") -> str:
    href = html.escape(question_href(question or label, speakers))
    return f'<a class="otr-chip {kind}" href="{href}" title="{text(title or "Ask this")}">{text(label)}</a>'


def _groups(answer: Answer) -> Iterable[str]:
    """Quotes side by side: one heading for each speaker asked about, also for one who says nothing about it."""
    number = 0
    for who in answer.question.speakers:
        own = [citation for citation in answer.quotes if citation.speaker and citation.speaker.who == who]
        yield f'<h3 class="otr-h">{text(who)}</h3>'
        yield from _cards(own, number) if own else ['<p class="otr-hint">Nothing that answers this.</p>']
        number += len(own)


def _cards(citations: Sequence[Citation], before: int = 0, kind: str = "otr-card") -> list[str]:
    return [card(citation, number, kind) for number, citation in enumerate(citations, before + 1)]


def card(citation: Citation, number: int, kind: str = "otr-card") -> str:
    """One quote with its speaker and source, and what stands around it."""
    transcript, span, turn = citation.transcript, citation.span, citation.turn
    ms, approximate = turn.time_at(span.start)
    place = moment(ms, approximate) if ms is not None else f"Turn {span.turn + 1}"
    source = [part for part in (transcript.title, day(transcript.date)) if part]
    before, after = _context(turn.text, span)
    return (
        f'<div class="{kind}"><div class="otr-head"><span class="otr-num">{number}</span>{_speaker(citation)}'
        f'<a class="otr-cite" href="{html.escape(place_href(transcript, span))}" title="Open it in the transcript">'
        f'{place}<span class="otr-go"> Open</span></a></div>'
        f'<blockquote class="otr-q">{before}<mark>{_quote(citation)}</mark>{after}</blockquote>'
        f'<div class="otr-src"><span class="otr-from">{"<i> · </i>".join(text(part) for part in source)}</span>'
        '<span class="otr-take"><a class="otr-copy" href="#copy=text">Copy</a>'
        '<a class="otr-copy" href="#copy=markdown">Markdown</a>'
        '<a class="otr-copy" href="#copy=html">HTML</a>'
        '<a class="otr-copy" href="#copy=reference">Reference</a></span></div></div>'
    )


def _quote(citation: Citation) -> str:
    """The quote, with the words in it that answer set off."""
    words, inside = citation.quote, citation.marked
    if inside is None or not citation.span.start <= inside.start < inside.end <= citation.span.end:
        return text(words)
    start, end = inside.start - citation.span.start, inside.end - citation.span.start
    return f'{text(words[:start])}<strong class="otr-key">{text(words[start:end])}</strong>{text(words[end:])}'


def _speaker(citation: Citation) -> str:
    speaker = citation.speaker
    if speaker is None:
        return '<span class="otr-av otr-k0">?</span><span class="otr-who">Unnamed speaker</span>'
    hue = hues(citation.transcript)[speaker.who]
    role = f'<span class="otr-role">{text(role_of(speaker))}</span>' if role_of(speaker) else ""
    return (
        f'<span class="otr-av otr-k{hue}">{text(initials(speaker.who))}</span>'
        f'<span class="otr-who" title="{text(speaker.label)}">{text(speaker.who)}</span>'
        f"{role}{_inferred(citation, speaker)}"
    )


def _inferred(citation: Citation, speaker: Speaker) -> str:
    """A badge that opens the reason: the sentence the name rests on, as a link to it."""
    if speaker.evidence is None:
        return ""
    href = html.escape(place_href(citation.transcript, speaker.evidence))
    return (
        f'<details class="otr-why"><summary title="{text(citation.evidence)}">inferred</summary>'
        f"<p>The file says only “{text(speaker.label)}”. The name comes from: "
        f'<a class="otr-evidence" href="{href}">{text(citation.evidence)}</a></p></details>'
    )


def _context(words: str, span: Span) -> tuple[str, str]:
    """Whole sentences of the same paragraph on both sides of the quote, which are no part of it, up to a few lines."""
    ranges = sentences(words)
    top = words.rfind("\n\n", 0, span.start) + 2 if "\n\n" in words[: span.start] else 0
    foot = bottom if (bottom := words.find("\n\n", span.end)) >= 0 else len(words)
    start = min((a for a, _ in ranges if max(top, span.start - _CONTEXT) <= a < span.start), default=span.start)
    end = max((b for _, b in ranges if span.end < b <= min(foot, span.end + _CONTEXT)), default=span.end)
    before, after = words[start : span.start], words[span.end : end]
    return (
        f'<span class="otr-ctx{" otr-cut" if start > top else ""}">{text(before)}</span>' if before else "",
        f'<span class="otr-ctx">{text(after)}</span>' if after else "",
    )


def _foot(answer: Answer, link: str) -> str:
    searched = f"Searched {count(answer.transcripts, 'transcript')}, {count(answer.turns, 'turn')}"
    return (
        f'<div class="otr-foot"><span>{searched}<i> · </i>nothing paraphrased</span><span class="otr-take">'
        f'<a class="otr-link" href="{html.escape(link)}" title="Copy the address of this answer">Link</a>'
        f"</span>{_save_menu()}</div>"
    )


def _save_menu() -> str:
    """What saves this answer, and what saves the chat; see static/saving.js."""
    kinds = {"md": "Markdown", "docx": "Word", "csv": "CSV", "json": "JSON", "print": "Print"}
    rows = "".join(
        f"<span><b>{label}</b>"
        + "".join(f'<a class="otr-export" href="#{scope}={kind}">{name}</a>' for kind, name in kinds.items())
        + "</span>"
        for scope, label in (("save", "This answer"), ("save-all", "Whole chat"))
    )
    return f'<details class="otr-save"><summary>Save as…</summary><span class="otr-kinds">{rows}</span></details>'
