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
from functools import partial

from index.passages import sentences
from index.transcript import Span, Speaker
from qa.answer import Answer, Citation, Mentions, Silence
from qa.show.chips import Chip, option_href, understood
from qa.show.languages import ENGLISH, Language, isolated
from qa.show.links import place_href, question_href
from qa.show.wording import (
    confidence_text,
    day,
    hues,
    initials,
    mentions_count,
    mentions_found,
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
# Where a file breaks its lines, within a sentence: shown as a space. As otr.lines in static/shared.js.
_BROKEN = re.compile(r"(?<=[\w,])\n(?=\w)")


def text(value: str) -> str:
    """Text for HTML that also passes through Markdown unharmed, blank lines included."""
    return _FRAGILE.sub(lambda match: f"&#{ord(match[0])};", html.escape(value))


def _said(value: str) -> str:
    """Spoken text for HTML, character for character."""
    parts = _BROKEN.split(value)
    return '<span class="otr-nl">&#10;</span>'.join(map(text, parts))


def _say(language: Language, key: str, **values: str | int) -> str:
    """A sentence of the interface as HTML."""
    return text(language.say(key, **values))


def as_html(
    answer: Answer,
    link: str = "",
    people: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    language: Language = ENGLISH,
) -> str:
    """The whole answer. ``link`` is its address; ``people`` are names to offer where the question's is unknown.

    ``transcripts`` are the ids that were chosen beside the question; what can be asked from here stays within them.
    """
    say = partial(_say, language)
    parts = [_understood(answer, transcripts, language), _lead(answer, language), _options(answer, transcripts)]
    compared = answer.question.compare and answer.quotes
    parts += _groups(answer, language) if compared else _cards(answer.quotes, language)
    if answer.silence is Silence.UNKNOWN_PERSON and people:
        names = "".join(_ask_link(answer.question.topic, who, [who], say("ask.this")) for who in people)
        parts.append(f'<p class="otr-hint">{say("answer.people")}</p><div class="otr-chips">{names}</div>')
    number = len(answer.quotes)
    if answer.related:
        parts.append(f'<h3 class="otr-h">{say("answer.related")}</h3>')
        parts += _cards(answer.related, language, number, "otr-card otr-others")
    if answer.closest:
        parts.append(f'<h3 class="otr-h">{say("answer.closest")}</h3>')
        parts += _cards(answer.closest, language, number + len(answer.related), "otr-card otr-dim")
    parts.append(_foot(answer, link or question_href(answer.question.text), language))
    return f'<div class="otr-ans">{"".join(parts)}</div>'


def pending_html(language: Language = ENGLISH) -> str:
    """In the place of an answer that is waited for."""
    return (
        f'<p class="otr-pending" role="status"><span class="otr-busy">{_say(language, "ask.searching")}</span>'
        f'<a class="otr-stop" href="#stop">{_say(language, "ask.stop")}</a></p>'
    )


def error_html(message: str, language: Language = ENGLISH) -> str:
    lead = f"<strong>{_say(language, 'ask.failed')}</strong> {text(message)}"
    return f'<div class="otr-ans"><p class="otr-lead otr-none">{lead}</p></div>'


def empty_html(language: Language = ENGLISH) -> str:
    """In the place of an answer from a library without transcripts."""
    add = language.say("welcome.add")
    said = _set_off(language.say("welcome.empty", add=add), add, '<a href="?view=library">', "</a>")
    return f'<div class="otr-ans"><p class="otr-lead otr-none">{said}</p></div>'


def stopped_html(link: str, language: Language = ENGLISH) -> str:
    """In the place of an answer that was not waited for; ``link`` asks again."""
    say = partial(_say, language)
    again = f'title="{say("ask.again_this")}">{say("ask.again")}</a>'
    lead = f'<p class="otr-lead otr-none"><strong>{say("ask.stopped")}</strong> {say("ask.stopped.rest")}</p>'
    chips = f'<div class="otr-chips"><a class="otr-chip otr-ask" href="{html.escape(link)}" {again}</div>'
    return f'<div class="otr-ans">{lead}{chips}</div>'


def question_html(
    question: str,
    speakers: Sequence[str] = (),
    titles: Sequence[str] = (),
    language: Language = ENGLISH,
    link: str = "",
) -> str:
    """What the user asked, with the filters chosen. ``link`` asks the same; it is not shown, see static/bridge.js."""
    only = ", ".join([*speakers, *titles])
    small = f"<small>{_say(language, 'ask.only', only=only)}</small>" if only else ""
    put = f'<a class="otr-put" href="{html.escape(link)}"></a>' if link else ""
    return f'<div class="otr-asked">{text(question)}{small}{put}</div>'


def _lead(answer: Answer, language: Language) -> str:
    if answer.silence:
        finding, rest = silence_text(answer, language)
        return f'<p class="otr-lead otr-none"><strong>{text(finding)}</strong>{text(rest)}</p>'
    if told := sources_text(answer, language):
        return f'<p class="otr-lead">{text(told)}</p>'
    if answer.mentions and answer.mentions.total:
        return _counts(answer, answer.mentions, language)
    return f'<p class="otr-lead">{_passages(answer, language)}{_confidence(answer, language)}</p>'


def _passages(answer: Answer, language: Language) -> str:
    """How many, by whom, and in how many transcripts where there are several."""
    nobody, number = language.say("speaker.an_unnamed"), len(answer.quotes)
    spoken = Counter(citation.speaker.who if citation.speaker else nobody for citation in answer.quotes)
    by = ", ".join(isolated(who) + (f" ({times})" if len(spoken) > 1 else "") for who, times in spoken.most_common())
    key = "lead" + (".across" if answer.transcripts > 1 else "") + (".ordered" if number > 1 else "")
    passages = language.say("n.passages", n=number)
    where = len({citation.transcript.id for citation in answer.quotes})
    return _set_off(language.say(key, passages=passages, by=by, n=where), passages)


def _set_off(sentence: str, part: str, tag: str = "<strong>", end: str = "</strong>") -> str:
    """The sentence as HTML, with one part of it in an element."""
    before, _, after = sentence.partition(part)
    return f"{text(before)}{tag}{text(part)}{end}{text(after)}"


def _confidence(answer: Answer, language: Language) -> str:
    words, meaning = confidence_text(answer, language)
    kind = f"otr-sure otr-{answer.confidence}"
    return f' <span class="{kind}" title="{text(meaning)}">{text(words)}</span>' if words else ""


def _counts(answer: Answer, found: Mentions, language: Language) -> str:
    """How many mentions, and by whom; each person a link to all of theirs."""
    question, say = answer.question, partial(_say, language)
    everything = " ".join(f"“{words}”" for words in question.exact) or f"all mentions of {question.topic}"
    if question.listing:
        everything = in_words(replace(question.put_to_anyone(), page=0))
    order = {"": "mentions.order", "all": "mentions.order", "first": "mentions.first", "last": "mentions.last"}.get(
        question.mentions
    )
    rows = [
        (_ask_link(everything, who, [who], say("mentions.of", who=who)) if who else say("speaker.unnamed_ones"), number)
        for who, number in found.by[:_PEOPLE]
    ]
    if more := found.by[_PEOPLE:]:
        rows.append((say("n.others", n=len(more)), sum(number for _, number in more)))
    people = "".join(f"<li>{who}<strong>{language.number(number)}</strong></li>" for who, number in rows)
    whole = language.say("mentions.lead", found=mentions_found(answer, language))
    lead = _set_off(whole, mentions_count(answer, language)) + (f" {say(order)}" if order else "")
    return f'<p class="otr-lead">{lead}</p><ul class="otr-counts">{people}</ul>'


def _understood(answer: Answer, transcripts: Sequence[str], language: Language) -> str:
    """How the question was taken, each part a chip: its cross asks without it, the topic's words put it up to edit."""
    chips = "".join(_chip(chip, language) for chip in understood(answer.question, transcripts, language))
    return f'<div class="otr-chips otr-understood">{chips}</div>' if chips else ""


def _chip(chip: Chip, language: Language) -> str:
    say = partial(_say, language)
    label, edit, remove = text(chip.label), html.escape(chip.edit), html.escape(chip.remove)
    words = f'<a class="otr-edit" href="{edit}" title="{say("chip.edit")}">{label}</a>' if edit else label
    cross = ""
    if remove:
        cross = (
            f'<a class="otr-ask otr-remove" href="{remove}" title="{say("chip.remove", part=chip.label)}">'
            f'<span class="otr-off">{say("chip.removed", part=chip.label)}</span></a>'
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


def _ask_link(question: str, label: str, speakers: Sequence[str], title: str) -> str:
    """``title`` is HTML."""
    href = html.escape(question_href(question or label, speakers))
    return f'<a class="otr-chip otr-ask" href="{href}" title="{title}">{text(label)}</a>'


def _groups(answer: Answer, language: Language) -> Iterable[str]:
    """Quotes side by side: one heading for each speaker asked about, also for one who says nothing about it."""
    number = 0
    for who in answer.question.speakers:
        own = [citation for citation in answer.quotes if citation.speaker and citation.speaker.who == who]
        yield f'<h3 class="otr-h">{text(who)}</h3>'
        none = f'<p class="otr-hint">{_say(language, "answer.none")}</p>'
        yield from _cards(own, language, number) if own else [none]
        number += len(own)


def _cards(citations: Sequence[Citation], language: Language, before: int = 0, kind: str = "otr-card") -> list[str]:
    return [card(citation, number, kind, language) for number, citation in enumerate(citations, before + 1)]


def card(citation: Citation, number: int, kind: str = "otr-card", language: Language = ENGLISH) -> str:
    """One quote with its speaker and source, and what stands around it."""
    transcript, span, turn = citation.transcript, citation.span, citation.turn
    ms, approximate = turn.time_at(span.start)
    say = partial(_say, language)
    place = moment(ms, approximate) if ms is not None else say("n.Turn", n=str(span.turn + 1))
    source = [f"<span>{text(part)}</span>" for part in (transcript.title, day(transcript.date, language)) if part]
    before, after = _context(turn.text, span)
    copies = "".join(
        f'<a class="otr-copy" href="#copy={form}">{say(f"copy.{form}")}</a>'
        for form in ("text", "markdown", "html", "reference")
    )
    address = html.escape(citation_href(citation))
    return (
        f'<div class="{kind}"><div class="otr-head"><span class="otr-num">{number}</span>{_speaker(citation, language)}'
        f'<a class="otr-cite" href="{address}" title="{say("card.open")}">'
        f'{place}<span class="otr-go"> {say("card.go")}</span></a></div>'
        f'<blockquote class="otr-q" lang="{text(transcript.language)}">'
        f"{before}<mark>{_quote(citation)}</mark>{after}</blockquote>"
        f'<div class="otr-src"><span class="otr-from">{"<i> · </i>".join(source)}</span>'
        f'<span class="otr-take">{copies}</span></div></div>'
    )


def _quote(citation: Citation) -> str:
    """The quote, with the words in it that answer set off."""
    words, inside = citation.quote, _marked(citation)
    if inside is None:
        return _said(words)
    start, end = inside.start - citation.span.start, inside.end - citation.span.start
    return f'{_said(words[:start])}<strong class="otr-key">{_said(words[start:end])}</strong>{_said(words[end:])}'


def citation_href(citation: Citation) -> str:
    """The address of a quote, with the words in it that answer."""
    return place_href(citation.transcript, citation.span, _marked(citation))


def _marked(citation: Citation) -> Span | None:
    inside, span = citation.marked, citation.span
    return inside if inside and span.start <= inside.start < inside.end <= span.end else None


def _speaker(citation: Citation, language: Language) -> str:
    speaker = citation.speaker
    if speaker is None:
        unnamed = _say(language, "speaker.unnamed")
        return f'<span class="otr-av otr-k0">?</span><span class="otr-who">{unnamed}</span>'
    hue = hues(citation.transcript)[speaker.who]
    role = f'<span class="otr-role">{text(role_of(speaker))}</span>' if role_of(speaker) else ""
    return (
        f'<span class="otr-av otr-k{hue}">{text(initials(speaker.who))}</span>'
        f'<span class="otr-who" title="{text(speaker.label)}">{text(speaker.who)}</span>'
        f"{role}{_inferred(citation, speaker, language)}"
    )


def _inferred(citation: Citation, speaker: Speaker, language: Language) -> str:
    """A badge that opens the reason: the sentence the name rests on, as a link to it."""
    if speaker.evidence is None:
        return ""
    href, say = html.escape(place_href(citation.transcript, speaker.evidence)), partial(_say, language)
    return (
        f'<details class="otr-why"><summary title="{text(citation.evidence)}">{say("speaker.inferred")}</summary>'
        f"<p>{say('inferred.label', label=speaker.label)} {say('inferred.from')} "
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
        f'<span class="otr-ctx{" otr-cut" if start > top else ""}">{_said(before)}</span>' if before else "",
        f'<span class="otr-ctx">{_said(after)}</span>' if after else "",
    )


def _foot(answer: Answer, link: str, language: Language) -> str:
    say = partial(_say, language)
    searched = say("foot.searched", transcripts=answer.transcripts, turns=answer.turns)
    return (
        f'<div class="otr-foot"><span>{searched}<i> · </i>{say("foot.verbatim")}</span><span class="otr-take">'
        f'<a class="otr-link" href="{html.escape(link)}" title="{say("foot.link.title")}">{say("foot.link")}</a>'
        f"</span>{_save_menu(language)}</div>"
    )


def _save_menu(language: Language) -> str:
    """What saves this answer, and what saves the chat; see static/saving.js."""
    say = partial(_say, language)
    rows = "".join(
        f"<span><b>{say(f'save.{scope}')}</b>"
        + "".join(
            f'<a class="otr-export" href="#{scope}={kind}">{say(f"save.{kind}")}</a>'
            for kind in ("md", "docx", "csv", "json", "print")
        )
        + "</span>"
        for scope in ("save", "save-all")
    )
    head = f"<summary>{say('save.as')}</summary>"
    return f'<details class="otr-save">{head}<span class="otr-kinds">{rows}</span></details>'
