"""A question without the phrases that say where to look, and what these mean.

Only adverbials of saying count: "what did Park say about China in May 2022" is asked of May 2022, "the 2022 budget" and
"an agreement signed in 2022" are topics.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import chain

from qa.understanding.adverbials import is_free, is_of_topic, without
from qa.understanding.dates import PHRASE, Known, period
from qa.understanding.occasions import in_any_year, occasions
from qa.understanding.portions import parts
from qa.understanding.scope import Scope, within
from qa.understanding.titles import Catalogue

_IN = ("in", "during", "from")


def located(text: str, catalogue: Catalogue, today: datetime.date) -> tuple[str, Scope]:
    """Taken out one by one, until nothing of the kind is left."""
    known, scope = Known(catalogue.dates, today), Scope()
    while taken := next(chain(parts(text), occasions(text, catalogue, known), _dates(text, catalogue, known)), None):
        text, scope = taken[0], scope.joined_by(taken[1])
    return text, scope


def _dates(text: str, catalogue: Catalogue, known: Known) -> Iterator[tuple[str, Scope]]:
    for match in PHRASE.finditer(text):
        if not is_free(text, match) or not (found := period(match, known)):
            continue
        at_the_end = not text[match.end() :].strip(" ?!.,")
        before = text[: match.start()].rstrip(" ,")
        if at_the_end and before and (is_of_topic(before, match) or known.is_history(found)):
            continue
        several = in_any_year(match["date"], catalogue) if (match["prep"] or "").lower() in _IN else []
        scope = within(several, firm=False) if several else Scope(found.since, found.until)
        yield without(text, match), scope
