"""From what is asked of the API to JSON, whichever way it is asked: over HTTP or as a tool of an agent."""

from __future__ import annotations

from collections.abc import Sequence

from index.store import Hit
from index.transcript import Span, Transcript
from qa.answer import Answer, Citation
from qa.ask import restrict, understand
from qa.extract import rank
from qa.library import Library
from qa.page.chat import Ask
from qa.question import Question
from qa.quotes import verdicts
from qa.quotes.check import Check, check
from qa.quotes.verdicts import CheckJson
from qa.retrieve import search
from qa.server.api.requests import Asked, Quoted, Searched
from qa.server.api.responses import PassageJson, PassagesJson, TurnJson, TurnPage
from qa.show.links import place_href
from qa.show.render import citation_json
from qa.steady import steady


def answered(asked: Asked, library: Library, ask: Ask) -> Answer:
    """Raises QuestionError for what is no question, also before it, and NoSuchTranscript."""
    transcripts = chosen(asked.transcripts, library)
    before: Question | None = None
    for text in asked.previous:
        before = understand(text, library, transcripts, before)
    return ask(
        asked.question,
        library,
        speakers=asked.speakers,
        transcripts=transcripts,
        since=asked.since or "",
        until=asked.until or "",
        limit=asked.limit,
        previous=before,
    )


def chosen(wanted: Sequence[str], library: Library) -> list[str]:
    """The ids of transcripts that are wanted by id or title. Raises NoSuchTranscript."""
    return list(dict.fromkeys(library.find(each).id for each in wanted))


def checked(quoted: Quoted, library: Library, page: str) -> CheckJson:
    """Raises QuestionError for what is no quote, and NoSuchTranscript."""

    def found() -> Check:
        transcripts = chosen(quoted.transcripts, library)
        return check(quoted.quote, library, speaker=quoted.speaker, transcripts=transcripts)

    return verdicts.as_json(steady(library.store, found), page)


def passages(searched: Searched, library: Library, page: str) -> PassagesJson:
    """The passages nearest to the words, best first; of those that overlap, the best."""
    return steady(library.store, lambda: _passages(searched, library, page))


def _passages(searched: Searched, library: Library, page: str) -> PassagesJson:
    transcripts = chosen(searched.transcripts, library)
    question = Question(searched.query, searched.query, since=searched.since or "", until=searched.until or "")
    if searched.speakers:
        question = restrict(question, searched.speakers, library.people(transcripts))
    hits = {hit.place: hit for hit in search(question, library, transcripts)}
    found: list[PassageJson] = []
    given: set[tuple[str, Span]] = set()
    for best in rank(question, list(hits.values()), library):
        if len(found) < searched.limit and (best.transcript.id, best.span) not in given:
            hit = hits[best.order[0]]
            given.update((best.transcript.id, span) for span in hit.passage.sentences)
            found.append(_passage(best.transcript, hit, best.score, page))
    return {"query": searched.query, "passages": found}


def _passage(transcript: Transcript, hit: Hit, score: float, page: str) -> PassageJson:
    sentences = [citation_json(Citation(transcript, span, score), page) for span in hit.passage.sentences]
    first, last = hit.passage.sentences[0], hit.passage.sentences[-1]
    return {
        "transcript": sentences[0]["transcript"],
        "turns": (first.turn, last.turn),
        "score": score,
        "sentences": sentences,
        "link": page + place_href(transcript, first),
    }


def turns(transcript: Transcript, first: int, limit: int, page: str) -> TurnPage:
    """``limit`` turns from the one numbered ``first``; none behind the last."""
    whole = len(transcript.turns)
    items = [_turn(transcript, number, page) for number in range(first, min(first + limit, whole))]
    return {
        "transcript": {"id": transcript.id, "title": transcript.title, "date": transcript.date},
        "items": items,
        "next": first + limit if first + limit < whole else None,
        "total": whole,
    }


def _turn(transcript: Transcript, number: int, page: str) -> TurnJson:
    turn = transcript.turns[number]
    cited = citation_json(Citation(transcript, Span(number, 0, len(turn.text)), 0.0), page)
    return {
        "turn": number,
        "speaker": cited["speaker"],
        "label": cited["label"],
        "inferred": cited["inferred"],
        "text": cited["text"],
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "link": cited["link"],
    }
