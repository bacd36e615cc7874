"""What a JSON document says that is no part of its speech, so that nothing in it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.captions.markup import without_tags
from index.formats.data.json_node import Node
from index.transcript import LeftOut, Turn

_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # and Japanese: they write no spaces
_MARKS = "".join(map(chr, range(33, 48))) + ":;<=>?@[]_{|}…—–“”’"


def unspoken(top: Node, turns: Sequence[Turn], title: str) -> Iterator[LeftOut]:
    """Sentences of the document that are in no turn: summaries, other readings, notes; each once.

    Most documents hold the speech several times (words, segments, whole text): what is four words in a row of the
    turns is a repetition of them.
    """
    labelled = (f"{turn.speaker.label} {turn.text}" if turn.speaker else turn.text for turn in turns)
    said = {*_runs(" ".join(turn.text for turn in turns)), *_runs(" ".join(labelled))}
    told = {title}
    stack = [top]
    while stack:
        node = stack.pop()
        if isinstance(node.value, dict):
            stack += [node[key] for key in reversed(node.value)]
        elif isinstance(node.value, list):
            stack += reversed(list(node.each()))
        elif isinstance(node.value, str) and len(node.value) > 7 and node.value.strip() not in told:
            told.add(node.value.strip())
            runs = _runs(without_tags(node.text))
            if runs and sum(run in said for run in runs) < 0.7 * len(runs):
                yield LeftOut(node.text, f"no part of the speech ({node.place})")


def _runs(text: str) -> list[int]:
    """Every four words in a row; none of what has no spaces to be a sentence, such as an address or an id."""
    words = _CHINESE.findall(text) if _CHINESE.search(text) else text.casefold().split()
    words = [bare for word in words if (bare := word.strip(_MARKS))]
    return [hash(tuple(words[at : at + 4])) for at in range(len(words) - 3)]
