"""ELAN's annotations (.eaf): every tier of words is a speaker, interleaved by time, as in Praat's TextGrids.

Tiers that only annotate another one, such as translations, are left out, as are those of sounds and the like.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from index.errors import EmptyTranscript
from index.formats import dates
from index.formats.captions.cues import Cue, plausible, turns_from_cues
from index.formats.data.textgrid import Tier, interleaved, spoken_tiers
from index.formats.markup import xml
from index.formats.markup.xml import Element
from index.formats.source import Source
from index.transcript import LeftOut, Transcript

ROOT = "ANNOTATION_DOCUMENT"


def parse(source: Source, root: Element) -> Transcript:
    tiers = list(_tiers(root))
    spoken = spoken_tiers(tiers)
    if not spoken:
        raise EmptyTranscript(source.name, "no tier has words with times", "check that the tiers were transcribed")
    return Transcript(
        id=source.id,
        title=PurePath(source.name).stem,
        turns=turns_from_cues(cue for _, cue in sorted(interleaved(spoken), key=lambda entry: entry[0])),
        date=dates.likeliest(root.get("DATE", "")),
        source=source.name,
        format="XML",
        left_out=(
            *(_left_out(tier.name, [cue.text for cue in tier.cues], tier.line) for tier in tiers if tier not in spoken),
            *(_left_out(name, texts, line) for name, texts, line in _dependent(root)),
        ),
    )


def _tiers(root: Element) -> Iterator[Tier]:
    times = {slot.get("TIME_SLOT_ID", ""): slot.get("TIME_VALUE", "") for slot in root.iter("TIME_SLOT")}
    for tier in root.iter("TIER"):
        name = tier.get("PARTICIPANT", "").strip() or tier.get("TIER_ID", "").strip()
        cues = (
            Cue(xml.text_of(one), "", _ms(one, "TIME_SLOT_REF1", times), _ms(one, "TIME_SLOT_REF2", times))
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        )
        said = tuple(sorted((cue for cue in cues if cue.text), key=lambda cue: cue.start_ms or 0))
        if said:
            yield Tier(name, said, tier.sourceline or 1)


def _dependent(root: Element) -> Iterator[tuple[str, list[str], int | None]]:
    for tier in root.iter("TIER"):
        texts = [xml.text_of(one) for one in tier.iter("REF_ANNOTATION")]
        if any(texts):
            yield tier.get("TIER_ID", ""), texts, tier.sourceline


def _left_out(name: str, texts: list[str], line: int | None) -> LeftOut:
    return LeftOut(" ".join(filter(None, texts)), f"tier {name}", line)


def _ms(annotation: Element, slot: str, times: dict[str, str]) -> int | None:
    value = times.get(annotation.get(slot, ""), "")
    return plausible(int(value)) if value.isdecimal() else None
