"""The forms in which files set labels apart from what is said, as patterns whose group ``label`` is the label."""

from __future__ import annotations

import re
from enum import Enum

from index.formats.text import stamps
from index.formats.text.kinds import CAPITAL


class Family(Enum):
    """How a file sets labels apart from what is said. Most files have one way, and hold to it."""

    BOLD = "**Name:** text"
    HEADING = "## Name"
    BRACKET = "[Name] text"
    ROUND = "(Name) text"
    ANGLE = "<name> text"
    TIMED = "Name 0:12"
    COLON = "Name: text"
    SENT = "[5/3/2024, 9:00] Name: text"
    CIRCLE = "○Name　text"
    GAP = "Q   text"
    STOP = "MR. NAME. text"
    RULED = "Name. – text"
    DASH = "NAME -- text"
    OWN = "Name, alone on its line"
    ITEM = "- Name: text"
    TAGGED = '<SPEAKER NAME="Name">'
    NOBODY = "0:12 text, or >> text"


CERTAIN = frozenset({Family.SENT, Family.CIRCLE, Family.TAGGED})  # what no other line looks like

ALONE = 110  # characters that a line which is only a label has at most
REACH = 240  # no label ends further from the start of its line
_NAME = r"(?P<label>(?:\+(?=\d))?[^\W_][^:：\n\[\]<>*|\t]{0,100}?)"
_ASIDE = r"(?P<label>[^\W_][^:：\n\[\]<>*|\t(]{0,100}?(?:\s?\([^()\n]{1,120}\))?)"  # a dash in brackets parts nothing
CHANGE = re.compile(r"\s{0,80}(?:>>+|&gt;&gt;+)\s{0,4}")  # how captions say that somebody else speaks
_SHOUTED = rf"(?:[{CAPITAL}][{CAPITAL}'’-]*(?:\.[{CAPITAL}][{CAPITAL}'’-]*)*|[{CAPITAL}]\.)"
_STOPPED = (
    r"(?P<label>[QA]|(?:(?:Mr|Mrs|Ms|Dr|MR|MRS|MS|DR|Sen|Rep|Senator|The|Chairman|Chairwoman|Representative|Secretary)"
    rf"\.?\s)?[{CAPITAL}][{CAPITAL}'’-]+(?:\s{_SHOUTED}){{0,5}}?(?:[ _]\d{{1,2}})?(?:\s\([^()\n]{{2,60}}\))?"
    rf"(?:,\s[^.:\n]{{3,100}}?)?)(?:(?<!\s[{CAPITAL}])|(?!\.\s[{CAPITAL}]{{2,}}[.,\s]))"  # an initial ends no name
    r"\.(?:\s?[—–-]{1,2}\s?|\s{1,4})(?=\S)"
)
_DASHED = r"(?P<label>[^\W\d_a-zà-ÿ][^:\n]{1,120}?)\.\s[–—]\s{1,4}(?=\S)"  # "Jane Roe (ABC). – ", as in Strasbourg
_BIG = r"(?:d['’]|[ld]es?\s|d[eu]\s(?:la\s)?)?[^\W\d_a-zà-ÿ][\w'’-]*"
_FRENCH = (
    r"(?P<label>(?:M\.|MM\.|Mmes?|Mlle|Me)\s(?:(?:l[ea]s?\s|l['’])(?:vice-)?[^\W\d_]+(?:\s(?:de\s)?[^\W\d_]+){0,5}?"
    rf"|{_BIG}(?:\s{_BIG}){{0,4}}?)(?:,\s[^.\n]{{3,120}}?)?)"
    r"\.(?:\s?[—–-]{1,2}\s?|\s{1,4})(?=[^\W\d_a-zà-ÿ]|[«(…])"
)  # "Mme la présidente. ", "M. Jean Durand, rapporteur. – "
MARKUP = (
    (
        Family.TAGGED,
        re.compile(r"<SPEAKER\b[^>\n]{0,80}?\bNAME=\"(?P<label>[^\"\n]{1,80})\"[^>\n]{0,120}>", re.IGNORECASE),
    ),
    (Family.BOLD, re.compile(r"(?:#{1,6}\s)?(?P<b>\*{1,3}|__?)(?P<label>[^\s*_][^*\n]{0,90}?)(?P=b)\s?[:：]?")),
    (Family.BOLD, re.compile(r"<(?P<b>b|strong)>(?P<label>[^\s<][^<\n]{0,90}?)</(?P=b)>\s?[:：]?")),
    (Family.HEADING, re.compile(r"#{1,6}\s(?P<label>[^\s#][^#\n]{0,90}?)\s*$")),
    (Family.BRACKET, re.compile(r"[\[【［](?P<label>[^\W_][^:：\n\[\]【】［］]{0,60})[\]】］]\s?[:：]?")),
    (Family.ROUND, re.compile(r"\((?P<label>[^\W_][^:：\n()]{0,60})\)\s?[:：]?")),
    (Family.CIRCLE, re.compile(r"[○◯〇](?P<label>[^\s\d_](?:[^\n\u3000]{0,58}[^\s])?)(?:\u3000|\s{2,})\s*(?=\S)")),
    (Family.ANGLE, re.compile(r"<(?P<label>[^\W_][^:：\n<>]{0,60})>\s?[:：]?")),
)
PLAIN = (
    (Family.TIMED, re.compile(rf"{_NAME}\s{{0,4}}[-–—|,:]?\s{{0,20}}{stamps.STAMP.pattern}\s{{0,4}}[:：]?")),
    (Family.COLON, re.compile(rf"{_NAME}\s{{0,3}}(?:：|:(?=\D|$)(?!//))")),
    (Family.GAP, re.compile(r"(?P<label>[QA]|[A-Z][A-Z.'’ -]{1,40}?[A-Z])(?:\s{2,}|\t\s*|(?<=Q)\s)(?=\S)")),
    (Family.STOP, re.compile(_STOPPED)),
    (Family.STOP, re.compile(_FRENCH)),
    (Family.RULED, re.compile(_DASHED)),
    (Family.DASH, re.compile(rf"{_ASIDE}\s{{1,4}}(?:--|[–—-])\s{{1,4}}(?=\S)")),
    (Family.OWN, re.compile(r"(?P<label>[^\W_][^:：\n\[\]<>*|\t]{0,100}?)\s*$")),
)
ALL_BOLD = re.compile(rf"(?P<b>\*\*|__)(?P<label>[^\W_][^*:：\n]{{0,60}}):\s(?=[^*]{{1,{REACH}}}(?:(?P=b)\s*)?$)")
TABBED = re.compile(r"(?P<label>[^\W_][^:：\t\n]{0,60})\t+(?=\S)")
TITLE_ENDS = re.compile(r"\b(?:Jr|Sr|Esq|Ph\.D|M\.D|Inc|Ltd)\.\s*$")  # full stops that end no sentence
SENDER = re.compile(rf"{_NAME}\s*$")
ADDRESSED = re.compile(r"From\s+(?P<label>\S.*?)(?:\s+to\s+\S.*)?")
# Parliaments count speeches, "Anf. 12 NAME:" and "01.02 Name:", and some who transcribe do, "12. Name:", "[12] Name:".
BULLET = re.compile(r"\s{0,80}(?:[-*•]|Anf\.\s{1,4}\d{1,4}|\d\d\.\d\d(?=\s)|\d{1,4}[.)]|\[\d{1,4}\])\s{1,8}")
IN_ITEMS = {Family.BOLD, Family.COLON}
