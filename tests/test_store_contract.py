"""What every Store promises, judged by brute force. A new store is one line in tests/stores.py."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import EncoderMismatch, NoSuchTranscript, QuestionError
from index.intake.given import Filed, Given
from index.renames import Rename
from index.speakers.identify import Appearance
from index.store import Filter, Store, Summary
from index.text import terms
from index.transcript import Anchor, LeftOut, Span, Speaker, Transcript, Turn
from tests.fakes import VOCABULARY
from tests.stores import DAYS, WORDS, Judge, allows, found, keep, made, talk

OpenStore = Callable[..., Store]
SEOUL = talk("seoul", "Anna: We trade with China.", "Ben: The wheat is under rain.", date="2023-11-09", title="Seoul")
PARIS = talk("paris", "Cleo: Ships, ships, ships!", "Anna: A vote on the school.", date="2022-05", title="Paris")
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # on purpose; and on a busy machine
fresh = map("library {}".format, itertools.count())  # hypothesis calls one test many times

# -- keeping ---------------------------------------------------------------------------------------------------------


def test_what_was_added_is_there(store: Store) -> None:
    keep(store, SEOUL, PARIS)
    assert "seoul" in store
    assert store.transcript("seoul") == SEOUL
    assert store.source("paris") == b"Paris"
    assert store.size() == 2
    assert [summary.id for summary in store.transcripts()] == ["seoul", "paris"]


def test_what_is_kept_can_be_added_elsewhere(store: Store) -> None:
    transcript, passages, vectors = made(SEOUL)
    assert store.add(transcript, passages, vectors, b"Seoul")
    store.rename([Rename("seoul", "Anna", "Anna Lee")])
    store.describe(replace(store.transcript("seoul"), title="Harbour"), Given(title="Harbour"))
    kept = store.kept("seoul")
    assert kept.transcript == replace(SEOUL, title="Harbour")  # without renames
    assert list(kept.passages) == passages
    for ours, theirs in zip(kept.vectors, vectors, strict=True):
        assert ours.passage.dtype == ours.sentences.dtype == np.float32
        assert np.array_equal(ours.passage.astype(np.float16), theirs.passage.astype(np.float16))
        assert np.array_equal(ours.sentences.astype(np.float16), theirs.sentences.astype(np.float16))
    assert store.remove("seoul")
    assert store.add(*kept, b"Seoul")
    assert found(store, "trade") == [("seoul", 0)]
    store.remove("seoul")
    with pytest.raises(NoSuchTranscript, match="seoul"):
        store.kept("seoul")


def test_what_is_known_beside_the_transcripts_is_in_the_ledger(store: Store) -> None:
    keep(store, SEOUL, PARIS)
    new = talk("new", "Cleo: Ships at sea.")
    assert store.add(*made(new), b"new", Filed("/paris.txt", replacing=("paris",)))
    both = (Rename("seoul", "Anna", "Anna Lee"), Rename("new", "Cleo", "Cleo Ruiz"))
    store.rename(both)
    store.rename([Rename("seoul", "Ben", "Ben Ito", frozenset({1}))])
    ledger = store.ledger()
    assert ledger.origins == {"/paris.txt": "new"}
    assert ledger.former == {"paris": "new"}
    assert ledger.changes == (both, (Rename("seoul", "Ben", "Ben Ito", frozenset({1})),))
    assert ledger.collections == store.collections()


def test_a_library_is_empty_at_first(store: Store) -> None:
    assert store.size() == 0
    assert store.transcripts() == []
    assert store.appearances() == []
    assert found(store, "trade") == []
    assert store.frequencies(["trade"]) == {"trade": 0}
    assert "seoul" not in store


def test_what_was_added_is_there_after_opening_again(open_store: OpenStore) -> None:
    first = open_store()
    keep(first, SEOUL)
    first.close()
    again = open_store()
    assert again.transcript("seoul") == SEOUL
    assert found(again, "trade") == [("seoul", 0)]


def test_adding_twice_adds_once(store: Store) -> None:
    keep(store, SEOUL)
    generation = store.generation
    assert not store.add(*made(SEOUL), b"other")
    assert store.generation == generation
    assert store.source("seoul") == b"Seoul"
    assert store.size() == 1
    assert found(store, "trade") == [("seoul", 0)]


def test_what_was_removed_is_nowhere(store: Store) -> None:
    keep(store, SEOUL, PARIS)
    store.transcript("seoul")
    assert store.remove("seoul")
    assert "seoul" not in store
    assert store.size() == 1
    assert [summary.id for summary in store.transcripts()] == ["paris"]
    assert {row.transcript for row in store.appearances()} == {"paris"}
    assert found(store, "trade with China") == [("paris", 0)]
    assert found(store, "trade", Filter(speakers=frozenset({"Ben"}))) == []
    assert store.frequencies(["trade", "ship"]) == {"trade": 0, "ship": 1}
    for forgotten in (store.transcript, store.source):
        with pytest.raises(NoSuchTranscript, match="seoul"):
            forgotten("seoul")


def test_removing_what_is_not_there_changes_nothing(store: Store) -> None:
    keep(store, SEOUL)
    generation = store.generation
    assert not store.remove("paris")
    assert store.generation == generation


def test_words_of_a_removed_transcript_do_not_find_what_was_added_after_it(store: Store) -> None:
    keep(store, SEOUL)
    store.remove("seoul")
    keep(store, PARIS)
    assert store.frequencies(["china"]) == {"china": 0}
    assert [hit.bm25 for hit in store.search(WORDS.question("China"), ["china"], Filter(), 5)] == [0.0]


def test_a_removed_transcript_can_be_added_again(store: Store) -> None:
    keep(store, SEOUL, PARIS)
    store.remove("seoul")
    keep(store, SEOUL)
    assert store.transcript("seoul") == SEOUL
    assert [summary.id for summary in store.transcripts()] == ["paris", "seoul"]
    assert found(store, "trade") == [("paris", 0), ("seoul", 0)]


def test_each_change_has_a_generation_of_its_own(store: Store) -> None:
    generations = [store.generation]
    for change in (lambda: keep(store, SEOUL), lambda: keep(store, PARIS), lambda: store.remove("seoul")):
        change()
        generations.append(store.generation)
        assert store.generation == generations[-1]
    assert len(set(generations)) == 4


def test_a_transcript_without_a_sentence_is_kept_and_never_found(store: Store) -> None:
    silent = talk("silent", "Anna: —")
    assert store.add(silent, [], [], b"-")
    keep(store, SEOUL)
    assert store.transcript("silent") == silent
    assert found(store, "—") == [("seoul", 0)]
    assert store.remove("silent")


def test_a_summary_is_what_a_reader_would_count(store: Store) -> None:
    anna, unnamed = Speaker("ANNA", "Anna Lee", "Chair"), Speaker("Speaker 2")
    turns = (
        Turn("Hello.", unnamed, 0, 900),
        Turn("Good day.", anna, 1_000, None, (Anchor(0, 1_000), Anchor(5, 61_000))),
        Turn("(music)", None),
        Turn("Yes.", replace(anna, label="MS LEE")),
    )
    keep(store, Transcript("x", "A day", turns, "2020", "Oslo", (Speaker("", "Cy"),), "en", "a.mp4", "x.vtt", "vtt"))
    assert store.transcripts() == [
        Summary("x", "A day", "2020", "Oslo", "vtt", "x.vtt", ("Speaker 2", "Anna Lee"), 4, 61_000, "a.mp4")
    ]
    assert store.appearances() == [
        Appearance("x", "Speaker 2", "", "", "2020", 1),
        Appearance("x", "ANNA", "Anna Lee", "Chair", "2020", 1),
        Appearance("x", "MS LEE", "Anna Lee", "Chair", "2020", 1),
        Appearance("x", "", "Cy", "", "2020", 0),
    ]


text = st.text(max_size=30)
number = st.integers(0, 2**40)
span = st.builds(Span, st.integers(0, 99), number, number)
speaker = st.builds(Speaker, text, text, text, st.none() | span)
anchors = st.lists(st.builds(Anchor, number, number), max_size=3).map(tuple)
turn = st.builds(Turn, text, st.none() | speaker, st.none() | number, st.none() | number, anchors)
transcripts = st.builds(
    Transcript,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    title=text,
    turns=st.lists(turn, max_size=5).map(tuple),
    date=st.sampled_from(["", "2023", "2023-11", "2023-11-09"]),
    place=text,
    participants=st.lists(speaker, max_size=3).map(tuple),
    language=text,
    media=text,
    source=text,
    format=text,
    left_out=st.lists(st.builds(LeftOut, text, text, st.none() | number), max_size=3).map(tuple),
)


@settings(suppress_health_check=SHARED, deadline=None, max_examples=60)
@given(added=transcripts, source=st.binary(max_size=99))
def test_any_transcript_comes_back_as_it_was(store: Store, added: Transcript, source: bytes) -> None:
    assert store.add(*made(added), source)
    assert store.transcript(added.id) == added
    assert store.source(added.id) == source
    assert store.transcripts() == [Summary.of(added)]
    assert store.remove(added.id)


# -- finding ---------------------------------------------------------------------------------------------------------


def test_a_hit_says_how_near_it_is(store: Store) -> None:
    keep(store, talk("a", "Anna: Trade, trade and rain. Then some rain."))
    (hit,) = store.search(WORDS.question("rain"), ["rain"], Filter(), 3)
    assert hit.cosine == pytest.approx(1 / 2**0.5, abs=1e-3)  # (2, 2) and (0, 1)
    assert hit.sentences[:, VOCABULARY.index("trade")] == pytest.approx([2 / 5**0.5, 0], abs=1e-3)
    assert hit.sentences[:, VOCABULARY.index("rain")] == pytest.approx([1 / 5**0.5, 1], abs=1e-3)
    assert hit.sentences.dtype == np.float32
    assert hit.passage.sentences == (Span(0, 0, 22), Span(0, 23, 38))


def test_a_question_finds_by_meaning_and_by_words(store: Store) -> None:
    keep(store, *(talk(f"t{n}", f"Anna: The {word} of day {n}.") for n, word in enumerate(VOCABULARY)))
    near = store.search(WORDS.question("music"), terms("day 3"), Filter(), 1)
    assert [(hit.passage.transcript, round(hit.cosine, 2), hit.bm25 > 0) for hit in near] == [
        ("t3", 0.0, True),
        ("t7", 1.0, False),
    ]


def test_hits_are_in_order_of_place(store: Store) -> None:
    keep(store, talk("z", "Anna: Rain.", "Anna: Trade."), talk("a", "Anna: Rain and more rain, all of it rain."))
    hits = store.search(WORDS.question("rain"), ["rain"], Filter(), 3)
    assert [hit.passage.transcript for hit in hits] == ["z", "a"]
    assert hits[0].place < hits[1].place


def test_of_equal_passages_the_first_are_found(store: Store) -> None:
    turns = ["Anna: " + "I agree. " * 5 + "Rain."] * 40
    keep(store, talk("a", "Anna: Music."), talk("b", *turns), talk("c", *turns))
    expected = [("b", place) for place in range(5)]
    assert found(store, "rain", k=5) == expected
    assert found(store, "rain", Filter(transcripts=frozenset("bc")), k=5) == expected
    assert found(store, "rain", Filter(transcripts=frozenset("c")), k=5) == [("c", place) for place in range(5)]


@pytest.mark.parametrize("k", [0, 1, 1000])
def test_no_more_than_k_each_way_are_found(store: Store, k: int) -> None:
    keep(store, *(talk(f"t{n}", "Anna: Trade.") for n in range(5)))
    assert len(found(store, "trade", k=k)) == min(k, 5)


def test_only_words_that_are_there_find_by_words(store: Store) -> None:
    keep(store, talk("a", "Anna: The U.S. has 1.5 ships; l'état, c'est moi. 中国很大。 ½ of it."))
    for asked, there in [
        *(("the U.S.", True), ("us", False), ("u", False), ("1.5", True), ("1", False), ("5", False)),
        *(
            ("ship", True),
            ("SHIPS", True),
            ("shi", False),
            ("etat", True),
            ("中", True),
            ("国很", True),
            ("国中", True),
        ),
        *(
            ("½", True),
            ("moi?!", True),
            ('"moi', True),
            ("moi OR", True),
            ("NEAR(moi)", True),
            ("*", False),
            ("", False),
        ),
        ("AND", False),
    ]:
        hits = store.search(WORDS.question("music"), terms(asked), Filter(), 3)
        assert [hit.bm25 > 0 for hit in hits] == [there], asked


@pytest.mark.parametrize(
    "term", ['"', '""', "a b", "x*", "-x", "^x", "x:y", "(", "NOT", "{x}", "a\\", "%", "'; --", "😀"]
)
def test_terms_are_never_read_as_a_query(store: Store, term: str) -> None:
    keep(store, SEOUL)
    assert store.frequencies([term]) == {term: 0}
    assert [hit.bm25 for hit in store.search(WORDS.question("rain"), [term], Filter(), 3)] == [0.0]


def test_frequencies_count_passages(store: Store) -> None:
    keep(store, talk("a", "Anna: Trade, trade, trade."), talk("b", "Ben: Trading in the U.S. is rain."))
    assert store.frequencies(terms("trade rain U.S. wheat")) == {"trade": 2, "rain": 1, "us.": 1, "wheat": 0}
    assert store.frequencies([]) == {}


def test_all_passages_that_hold_every_term_are_given_in_order(store: Store) -> None:
    keep(
        store,
        talk("a", "Anna: Rain falls on the school.", "Ben: Music and rain, music and school."),
        talk("b", "Ben: Rain."),
        talk("c", "Anna: School after rain."),
    )

    def held(*wanted: str, where: Filter | None = None) -> list[str]:
        return [passage.transcript for passage in store.holding(terms(" ".join(wanted)), where or Filter())]

    assert held("rain") == ["a", "b", "c"]
    assert held("rains", "school") == ["a", "c"]
    assert held("rain", where=Filter(speakers=frozenset({"Ben"}))) == ["a", "b"]
    assert held("rain", where=Filter(transcripts=frozenset({"c"}))) == ["c"]
    assert held("wheat", "rain") == held() == []


# -- filters ---------------------------------------------------------------------------------------------------------

LIBRARY = (
    SEOUL,
    PARIS,
    talk("oslo", "Anna: Rain.", "The rain goes on.", date="2022-05-31"),
    talk("rome", "Dan: Rain on ships.", date="2022"),
    talk("bern", "Anna: Rain at any time."),
)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), "seoul paris oslo rome bern"),
        (Filter(speakers=frozenset()), ""),
        (Filter(transcripts=frozenset()), ""),
        (Filter(speakers=frozenset({"Anna"})), "seoul paris oslo bern"),
        (Filter(speakers=frozenset({"Ben", "Dan"})), "seoul rome"),
        (Filter(speakers=frozenset({"anna"})), ""),
        (Filter(speakers=frozenset({"Zoe"})), ""),
        (Filter(speakers=frozenset({"Anna"}), transcripts=frozenset({"oslo", "rome"})), "oslo"),
        (Filter(speakers=frozenset({"Dan"}), transcripts=frozenset({"oslo"})), ""),
        (Filter(transcripts=frozenset({"nowhere", "bern"})), "bern"),
        (Filter(since="2022-05-31"), "seoul oslo"),
        (Filter(since="2022-05"), "seoul paris oslo"),
        (Filter(since="2022-05-01"), "seoul paris oslo"),
        (Filter(since="2022"), "seoul paris oslo rome"),
        (Filter(since="2024"), ""),
        (Filter(until="2022"), "paris oslo rome"),
        (Filter(until="2022-05"), "paris oslo"),
        (Filter(until="2022-05-31"), "paris oslo"),
        (Filter(until="2022-05-30"), ""),
        (Filter(until="9999"), "seoul paris oslo rome"),
        (Filter(since="2022-05", until="2022-05"), "paris oslo"),
        (Filter(since="2023-11-09", until="2023-11-09"), "seoul"),
        (Filter(since="2023-11-10", until="2023-11-08"), ""),
        (Filter(speakers=frozenset({"Anna"}), since="2023"), "seoul"),
    ],
)
def test_a_filter_is_never_widened(store: Store, where: Filter, expected: str) -> None:
    keep(store, *LIBRARY)
    for question in ("rain", "ships", "nothing known"):  # found by meaning and by words, by one alone, by none
        assert [transcript for transcript, _ in found(store, question, where, k=9)] == expected.split()


@pytest.mark.parametrize("date", ["yesterday", "2023-13", "2023-11-9", "23", "2023/11/09", "2023-11-09x"])
def test_a_filter_with_what_is_no_date_is_refused(store: Store, date: str) -> None:
    keep(store, SEOUL)
    for where in (Filter(since=date), Filter(until=date)):
        with pytest.raises(QuestionError, match=f"{date} is no date"):
            found(store, "rain", where)


def test_who_speaks_in_a_passage_finds_it_under_any_name_kind(store: Store) -> None:
    keep(store, talk("a", "Anna: Rain?", "Ben: Rain!", "It rains."))
    unnamed = replace(talk("b", "x: Rain."), turns=(Turn("Rain.", Speaker("SPEAKER 1")),))
    keep(store, unnamed)
    assert found(store, "rain", Filter(speakers=frozenset({"Ben"}))) == [("a", 0)]
    assert found(store, "rain", Filter(speakers=frozenset({"SPEAKER 1"}))) == [("b", 0)]
    assert found(store, "rain", Filter(speakers=frozenset({""}))) == []


# -- judged ----------------------------------------------------------------------------------------------------------

word = st.sampled_from([*VOCABULARY, "and", "Oslo", "said", "U.S."])
sentence = st.lists(word, min_size=1, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")
said = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
line = st.builds("{}{}".format, st.sampled_from(["Anna: ", "Ben: ", "Cleo: ", ""]), said)
dates = st.sampled_from(["", *DAYS])
conversation = st.builds(lambda lines, date: talk("", *lines, date=date), st.lists(line, max_size=6), dates)
names = st.none() | st.frozensets(st.sampled_from(["Anna", "Ben", "Cleo", "Zoe"]), max_size=2)
ids = st.none() | st.frozensets(st.sampled_from(["0", "1", "2", "3", "9"]), max_size=3)
filters = st.builds(Filter, names, ids, dates, dates)


@settings(suppress_health_check=SHARED, deadline=None, max_examples=60)
@given(
    added=st.lists(conversation, min_size=1, max_size=4),
    removed=st.sets(st.sampled_from("0123"), max_size=2),
    asked=sentence,
    where=filters,
    k=st.integers(1, 5),
)
def test_a_search_finds_what_comparing_everything_finds(
    open_store: OpenStore, added: list[Transcript], removed: set[str], asked: str, where: Filter, k: int
) -> None:
    store, judge = open_store(next(fresh)), Judge()
    for place, transcript in enumerate(added):
        kept = made(replace(transcript, id=str(place)))
        store.add(*kept, b"")
        judge.kept[str(place)] = kept
        if place == 1:
            found(store, asked)  # from here on the vectors are followed change by change
    for transcript_id in removed:
        assert store.remove(transcript_id) == (judge.kept.pop(transcript_id, None) is not None)
    question, wanted = WORDS.question(asked), terms(asked)
    hits = store.search(question, wanted, where, k)
    assert [hit.passage for hit in hits] == sorted(
        {hit.passage for hit in hits}, key=lambda p: (list(judge.kept).index(p.transcript), p.sentences)
    )
    possible = {scored.passage: scored for scored in judge.scored(question, wanted, where)}
    for hit in hits:
        assert allows(where, judge.kept[hit.passage.transcript][0], hit.passage)
        assert hit.cosine == pytest.approx(possible[hit.passage].cosine, abs=1e-3)
        assert bool(hit.bm25) <= bool(set(wanted) & set(judge.terms(hit.passage)))
    best = sorted((scored.cosine for scored in possible.values()), reverse=True)[:k]
    by_words = [hit for hit in hits if hit.bm25]
    assert len(by_words) == min(k, sum(scored.bm25 > 0 for scored in possible.values()))
    assert all(hit.cosine > best[-1] - 1e-3 for hit in hits if not hit.bm25)
    assert {p for p, scored in possible.items() if scored.cosine > best[-1] + 1e-3} <= {hit.passage for hit in hits}
    assert min(k, len(possible)) <= len(hits) <= len(by_words) + k


# -- openings, threads -----------------------------------------------------------------------------------------------


def test_a_library_remembers_its_encoder(open_store: OpenStore) -> None:
    first = open_store(encoder="sentence-transformers/some-model")
    assert first.encoder == "sentence-transformers/some-model"
    keep(first, SEOUL)
    with pytest.raises(EncoderMismatch, match=r"some-model.*other-model.*ontherecord reindex"):
        open_store(encoder="other-model")
    assert found(first, "trade") == [("seoul", 0)]


def test_an_empty_library_takes_any_encoder(open_store: OpenStore) -> None:
    first = open_store(encoder="first")
    second = open_store(encoder="second")
    keep(second, SEOUL)
    for refused in (lambda: keep(first, PARIS), lambda: found(first, "trade")):
        with pytest.raises(EncoderMismatch, match=r"second.*first"):
            refused()
    assert found(second, "trade") == [("seoul", 0)]


def test_two_openings_see_the_same_library(open_store: OpenStore) -> None:
    one, other = open_store(), open_store()
    keep(one, SEOUL)
    assert found(other, "trade") == [("seoul", 0)]
    keep(other, PARIS)
    assert found(one, "ships", k=1) == [("paris", 0)]
    assert one.generation == other.generation
    assert one.transcript("paris") == PARIS
    other.remove("paris")
    assert found(one, "ships") == [("seoul", 0)]
    with pytest.raises(NoSuchTranscript):
        one.transcript("paris")


def test_threads_may_add_remove_and_ask_at_once(store: Store) -> None:
    keep(store, SEOUL)
    start = threading.Barrier(6)

    def add_and_remove(number: int) -> None:
        start.wait()
        for step in range(6):
            keep(store, talk(f"{number}-{step}", f"Anna: Ships of day {number}.", "Ben: " + "Wheat. " * 12))
            if step % 2:
                store.remove(f"{number}-{step}")

    def ask(_: int) -> None:
        start.wait()
        for _ in range(30):
            assert ("seoul", 0) in found(store, "trade with China", k=1)
            hits = found(store, "wheat", Filter(speakers=frozenset({"Ben"})), k=100)
            assert len(hits) == len(set(hits))
            assert {summary.turns for summary in store.transcripts()} == {2}

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(task, number) for number in range(3) for task in (add_and_remove, ask)]:
            done.result(timeout=300)
    expected = {"seoul", *(f"{number}-{step}" for number in range(3) for step in (0, 2, 4))}
    assert {summary.id for summary in store.transcripts()} == expected
    assert {transcript for transcript, _ in found(store, "ships wheat trade", k=100)} == expected
