"""The root of a word: its stem, and one for "grow", "grew" and "grown", which no ending joins.

Questions have the base ("how did it grow"), answers the past ("it grew"). Only what is found is compared by roots: what
is searched for goes by stems, as the store has them.
"""

from __future__ import annotations

from functools import lru_cache

from index.text import stem

_FORMS = """
    become became; begin began begun; bear bore borne born; beat beaten; bite bit bitten; blow blew blown; break
    broke broken; bring brought; build built; buy bought; catch caught; choose chose chosen; come came; deal dealt;
    draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt;
    fight fought; find found; fly flew flown; forget forgot forgotten; get got gotten; give gave given; go went
    gone; grow grew grown growth; hear heard; hide hid hidden; hold held; keep kept; know knew known; lay laid; lead
    led; leave left; lend lent; lose lost loss; make made; mean meant; meet met; pay paid; rise rose risen; run ran;
    say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shoot shot; show shown; sing sang
    sung; sit sat; sleep slept; speak spoke spoken; spend spent; stand stood; steal stole stolen; strike struck;
    swear swore sworn; sweep swept; swim swam; take took taken; teach taught; tear tore torn; tell told; think
    thought; throw threw thrown; understand understood; wake woke woken; wear wore worn; win won; write wrote
    written; child children; man men; woman women; person people; wife wives; life lives; foot feet; mouse mice;
    good better best; bad worse worst; far further farther
"""
_BASE = {form: words.split()[0] for words in _FORMS.split(";") for form in words.split()}


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """Of a word as index.text.content has it."""
    return stem(_BASE.get(word, word))
