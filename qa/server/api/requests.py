"""What the API is asked: models, which refuse what they do not know, so that a misspelt name does not go unnoticed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.question import LONGEST
from qa.server.api.conversations import LONGEST as CONVERSATION

Text = Annotated[str, Field(min_length=1, max_length=300)]
Texts = Annotated[list[Text], Field(max_length=50)]
Date = Annotated[str, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
Limit = Annotated[int, Field(ge=1, le=100)]

SPEAKERS = "Only what these people say, by any name that means them. Empty: anybody."
TRANSCRIPTS = "Only in these transcripts, by their ids or titles. Empty: in all."
SINCE = "Only in conversations of this day or later: `2023-11-09`, `2023-11` or `2023`."
UNTIL = "Only in conversations of this day or earlier."


class Request(BaseModel):
    """Unknown names are refused, so that a misspelt one does not go unnoticed."""

    model_config = ConfigDict(extra="forbid")


class Scope(Request):
    """Where to look."""

    speakers: Texts = Field([], description=SPEAKERS)
    transcripts: Texts = Field([], description=TRANSCRIPTS)
    since: Date | None = Field(None, description=SINCE)
    until: Date | None = Field(None, description=UNTIL)


class Asked(Scope):
    """A question, where to look, and what was asked before it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "what did Park say about China?", "limit": 3}]}
    )

    question: str = Field(
        min_length=1,
        max_length=LONGEST,
        description="In plain language.",
        examples=["what did Park say about China?"],
    )
    limit: Limit = Field(5, description="At most this many quotes.")
    previous: Annotated[list[Annotated[str, Field(min_length=1, max_length=LONGEST)]], Field(max_length=20)] = Field(
        [],
        description="The questions before it in the same chat, oldest first: “and Blinken?” leans on them.",
    )
    conversation: Annotated[str, Field(max_length=CONVERSATION)] | None = Field(
        None,
        description="`conversation` of the answer before, instead of sending the questions again. Empty: begin one.",
        examples=[""],
    )


class Exported(Asked):
    """A question whose answer is wanted as a file."""

    format: Literal["md", "docx", "csv", "json"] = Field("md", description="Markdown, Word, a table, or JSON.")


class Searched(Scope):
    """Words to look for by meaning and by themselves."""

    query: str = Field(min_length=1, max_length=LONGEST, description="A topic, a phrase.", examples=["investments"])
    limit: Limit = Field(10, description="At most this many passages.")


class Quoted(Request):
    """A quote to be checked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"quote": "Korean companies have announced more than $120 billion", "speaker": "Blinken"}]
        },
    )

    quote: str = Field(
        min_length=1,
        max_length=20_000,
        description="The words; “Blinken: …” names the speaker, too, and “…” passes over some.",
        examples=["Korean companies have announced more than $120 billion in new investments"],
    )
    speaker: str = Field("", max_length=300, description="To whom they are attributed.", examples=["Blinken"])
    transcripts: Texts = Field([], description=TRANSCRIPTS)


class QuotedByAddress(Quoted):
    """A quote that stands in an address, which servers and proxies do not take of any length."""

    quote: str = Field(min_length=1, max_length=4_000, description="The words; see POST /check for longer ones.")


class Renaming(Request):
    """Somebody's other name."""

    who: Text = Field(description="A name or a label, as the list of people has it.", examples=["SPEAKER_00"])
    name: Text = Field(description="What to call them.", examples=["Ana Lima"])
    transcripts: Texts = Field([], description="Only in these, by ids or titles. Empty: wherever they appear.")
    everywhere: bool = Field(False, description="Also a label such as SPEAKER_00 in every transcript that has it.")


class Merging(Request):
    """Two who are one."""

    who: Text = Field(description="A name or a label, as the list of people has it.", examples=["A. Lima"])
    into: Text = Field(description="The name that the same person has, too, and keeps.", examples=["Ana Lima"])
    transcripts: Texts = Field([], description="Only in these, by ids or titles. Empty: wherever they appear.")
    everywhere: bool = Field(False, description="Also a label such as SPEAKER_00 in every transcript that has it.")


class Aliasing(Request):
    """A name by which a question may call somebody, beside their own."""

    who: Text = Field(description="A name, as the list of people has it.", examples=["Ana Lima"])
    alias: Text = Field(description="What they may be called, too.", examples=["the chair"])


class Splitting(Request):
    """Turns that somebody else said."""

    who: Text = Field(description="Who is said to have said them.", examples=["SPEAKER_00"])
    turns: Annotated[list[Annotated[int, Field(ge=0, le=2**31)]], Field(min_length=1, max_length=10_000)] = Field(
        description="Which of their turns, counted from 0.", examples=[[4, 6]]
    )
    name: Text = Field(description="Who said them.", examples=["Bo Chen"])


class Describing(Request):
    """What is to be said of a transcript; what is left out stays, and what is empty is again what the file says."""

    title: str | None = Field(None, max_length=300, examples=["Board meeting"])
    date: Date | Literal[""] | None = Field(None, examples=["2024-05"])
