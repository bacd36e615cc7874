"""Files into a store: what is read, what is embedded, what becomes of each file."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import build, formats
from index.build import Outcome, Result
from index.encoder import Encoded
from index.errors import EncoderError, LibraryError, LibraryFull, TooLarge, TranscriptError, UnknownFormat
from index.formats import Source
from index.intake.given import Given
from index.intake.limits import Limits
from index.intake.sources import sources
from index.local.store import LocalStore
from index.places import find_again
from index.renames import Rename
from index.store import Filter
from index.text import terms
from index.transcript import Span, Transcript
from tests.fakes import VOCABULARY, WordEncoder

TRADE = b"""ANNA LEE:  We trade with China. It is trade in ships.

BEN OKAFOR:  The wheat is under rain.

ANNA LEE:  Yes.
"""
VOTE = b"CLEO RUIZ:  The vote is on the school.\n\nANNA LEE:  There will be music.\n"
BINARY = b"\x7fELF\0\0\0\1\2\3"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "library", "words")) as opened:
        yield opened


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name, data in {
        "b.txt": VOTE,
        "a.txt": TRADE,
        "deep/er/c.txt": TRADE + b"\nBEN OKAFOR:  More rain.\n",
        "deep/bad.bin": BINARY,
        ".hidden.txt": VOTE,
        ".git/config.txt": VOTE,
    }.items():
        (folder / name).write_bytes(data)
    return folder


def names(paths: Sequence[Path]) -> list[str]:
    return [source.name if isinstance(source, Source) else str(source) for source in sources(paths)]


# -- which files -----------------------------------------------------------------------------------------------------


def test_folders_are_read_in_order_and_hidden_files_are_not(files: Path) -> None:
    (files / "z.txt").write_bytes(VOTE)
    assert names([files]) == ["a.txt", "b.txt", "z.txt", "bad.bin", "c.txt"]


def test_files_are_read_in_the_order_given_even_hidden_ones(files: Path) -> None:
    assert names([files / "b.txt", files / ".hidden.txt", files / "a.txt"]) == ["b.txt", ".hidden.txt", "a.txt"]
    (source,) = sources([files / "a.txt"])
    assert isinstance(source, Source)
    assert source.data == TRADE


def test_what_cannot_be_read_does_not_hide_the_rest(files: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    missing, empty = tmp_path / "missing.txt", tmp_path / "empty"
    assert names([missing, files / "a.txt", empty, files / "b.txt"]) == [
        f"{missing}: there is no such file; check the path",
        "a.txt",
        f"{empty}: no files are in this folder; give a folder with transcripts",
        "b.txt",
    ]


def test_a_file_beyond_the_limit_is_not_read(files: Path) -> None:
    (refused,) = sources([files / "a.txt"], Limits(file=20))
    assert isinstance(refused, TooLarge)
    (allowed,) = sources([files / "a.txt"], Limits(file=len(TRADE)))
    assert isinstance(allowed, Source)
    with (files / "huge.txt").open("wb") as huge:
        os.truncate(huge.fileno(), Limits().file + 1)
    (refused,) = sources([files / "huge.txt"])
    assert "50 MB" in str(refused)


def test_a_link_that_leads_nowhere_is_reported(files: Path) -> None:
    (files / "link.txt").symlink_to(files / "gone.txt")
    (report,) = sources([files / "link.txt"])
    assert "there is no such file" in str(report)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such names cannot be made")
def test_a_name_that_is_no_text_is_shown_with_marks(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    odd = Path(os.fsdecode(os.fsencode(files) + b"/caf\xe9.txt"))
    odd.write_bytes(TRADE)
    (result,) = build.add(sources([odd]), store, encoder)
    assert (result.source, result.outcome) == ("caf\ufffd.txt", Outcome.ADDED)
    odd.unlink()
    (missing,) = sources([odd])
    assert str(missing).encode().endswith("caf\ufffd.txt: there is no such file; check the path".encode())


def test_a_folder_that_may_not_be_opened_is_reported(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("deep"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert names([files]) == [
        *("a.txt", "b.txt"),
        f"{files / 'deep'}: it cannot be read (Permission denied); check its permissions",
    ]


# -- adding ----------------------------------------------------------------------------------------------------------


def test_every_file_gets_its_result(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    (files / "z.txt").write_bytes(TRADE)
    results = list(build.add(sources([files, files / "none"]), store, encoder))
    assert [(result.source, result.outcome) for result in results] == [
        ("a.txt", Outcome.ADDED),
        ("b.txt", Outcome.ADDED),
        ("z.txt", Outcome.PRESENT),
        ("bad.bin", Outcome.FAILED),
        ("c.txt", Outcome.ADDED),
        (str(files / "none"), Outcome.FAILED),
    ]
    assert [type(result.error) for result in results if result.error] == [UnknownFormat, TranscriptError]
    assert results[0].transcript == results[2].transcript == Source("", TRADE).id
    assert [summary.source for summary in store.transcripts()] == ["a.txt", "b.txt", "c.txt"]


def test_what_was_added_is_found_with_its_words_and_speakers(store: LocalStore, encoder: WordEncoder) -> None:
    (result,) = build.add([Source("a.txt", TRADE)], store, encoder)
    transcript = store.transcript(result.transcript)
    ben = next(turn.speaker.who for turn in transcript.turns if turn.speaker and "wheat" in turn.text)
    assert ben.lower() == "ben okafor"
    (hit,) = store.search(encoder.question("rain"), terms("rain"), Filter(speakers=frozenset({ben})), 5)
    said = {transcript.text(span): transcript.who(span) for span in hit.passage.sentences}
    assert said["The wheat is under rain."] == ben
    assert store.source(result.transcript) == TRADE


def test_a_file_that_is_there_is_neither_parsed_nor_embedded_again(
    store: LocalStore, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(build.add([Source("a.txt", TRADE)], store, encoder))
    encoded = encoder.encoded
    monkeypatch.setattr(build, "load", lambda _: pytest.fail("it was parsed"))
    again = list(build.add([Source("copy.txt", TRADE)], store, encoder))
    assert again == [Result("copy.txt", Outcome.PRESENT, Source("", TRADE).id)]
    assert encoder.encoded == encoded > 0


def test_results_come_one_by_one(store: LocalStore, encoder: WordEncoder) -> None:
    results = build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, encoder)
    assert next(results).source == "a.txt"
    assert len(store.transcripts()) == 1


def test_progress_goes_from_none_to_all(store: LocalStore, encoder: WordEncoder) -> None:
    told: list[tuple[str, int, int]] = []
    list(build.add([Source("a.txt", TRADE)], store, encoder, lambda *step: told.append(step)))
    passages = store.size()
    assert told == [("a.txt", 0, passages), ("a.txt", passages, passages)]


def test_a_fault_in_a_parser_stops_no_other_file(
    store: LocalStore, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load = formats.load

    def faulty(source: Source) -> Transcript:
        return load(source) if source.name == "b.txt" else load(Source("", b"x"[1:] or [][1]))

    monkeypatch.setattr(build, "load", faulty)
    with caplog.at_level("DEBUG"):
        failed, added = build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, encoder)
    assert "a.txt: reading it failed (IndexError: list index out of range); please report" in str(failed.error)
    assert added.outcome is Outcome.ADDED
    assert "IndexError" in caplog.text


class Failing(WordEncoder):
    """Fails at the second call."""

    def passages(self, passages: Sequence[Sequence[str]], done: object = None) -> list[Encoded]:
        if self.encoded:
            raise EncoderError("The model stopped")
        return super().passages(passages)


def test_a_model_that_fails_is_no_finding(store: LocalStore) -> None:
    results = build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, Failing())
    assert next(results).outcome is Outcome.ADDED
    with pytest.raises(EncoderError, match="The model stopped"):
        next(results)
    assert [summary.source for summary in store.transcripts()] == ["a.txt"]


def test_a_full_disk_ends_the_adding(store: LocalStore, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise LibraryFull("library", "no space", "make room")

    monkeypatch.setattr(LocalStore, "add", full)
    with pytest.raises(LibraryFull):
        list(build.add([Source("a.txt", TRADE)], store, encoder))


# -- another model ---------------------------------------------------------------------------------------------------

OTHER = WordEncoder("other", vocabulary=("music", "vote", *VOCABULARY))


def test_reindex_makes_all_vectors_anew(store: LocalStore, encoder: WordEncoder) -> None:
    list(build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, encoder))
    before = [(summary.id, store.transcript(summary.id), store.source(summary.id)) for summary in store.transcripts()]
    places = {hit.place for hit in store.search(encoder.question("rain"), [], Filter(), 99)}
    store.close()
    told: list[tuple[str, int, int]] = []
    assert build.reindex(store.path, OTHER, lambda *step: told.append(step)) == 2
    assert {name for name, *_ in told} == {"a.txt", "b.txt"}
    with closing(LocalStore(store.path, "other")) as again:
        assert [(s.id, again.transcript(s.id), again.source(s.id)) for s in again.transcripts()] == before
        hits = again.search(OTHER.question("rain"), terms("music"), Filter(), 99)
        assert {hit.sentences.shape[1] for hit in hits} == {len(OTHER.vocabulary)}
        assert places.isdisjoint(hit.place for hit in hits)
        assert [hit.place for hit in hits] == sorted(hit.place for hit in hits)
        assert len(hits) == again.size() == len(places)
        assert [again.transcript(hit.passage.transcript).source for hit in hits if hit.bm25] == ["b.txt"]
        assert again.remove(before[0][0])
    assert sorted(file.name for file in store.path.iterdir() if file.suffix != ".arrays") == ["library.sqlite3"]
    with pytest.raises(LibraryError, match="reindex"):
        LocalStore(store.path, "words")


def test_reindex_broken_off_changes_nothing(store: LocalStore, encoder: WordEncoder) -> None:
    list(build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, encoder))
    generation = store.generation
    with pytest.raises(EncoderError, match="The model stopped"):
        build.reindex(store.path, Failing("other"))
    assert store.generation == generation
    assert len(store.search(encoder.question("rain"), [], Filter(), 99)) == store.size() > 0
    assert [folder for folder in store.path.iterdir() if folder.is_dir()] == []


@pytest.mark.parametrize("late", [[], [Source("late.txt", b"DAN POE:  Late music.\n\nANNA LEE:  Yes, late.\n")]])
def test_reindex_takes_in_what_others_change_meanwhile(
    store: LocalStore, encoder: WordEncoder, late: list[Source]
) -> None:
    list(build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, encoder))

    class Slow(WordEncoder):
        def passages(self, passages: Sequence[Sequence[str]], done: object = None) -> list[Encoded]:
            if not self.encoded:
                list(build.add(late, store, encoder))
                store.remove(Source("", TRADE).id)
            return super().passages(passages)

    assert build.reindex(store.path, Slow("other")) == 1 + len(late)
    with closing(LocalStore(store.path, "other")) as again:
        assert [summary.source for summary in again.transcripts()] == ["b.txt", *(source.name for source in late)]
        assert again.size() == len(again.search(encoder.question("rain"), [], Filter(), 99))
    with pytest.raises(LibraryError, match="reindex"):  # who had it open with the old model hears of it
        store.search(encoder.question("rain"), [], Filter(), 3)


def test_reindex_reads_the_files_as_parsers_read_them_now(
    store: LocalStore, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    list(build.add([Source("a.txt", TRADE), Source("b.txt", VOTE)], store, encoder))
    load = formats.load
    before = store.transcript(Source("", VOTE).id)

    def changed(source: Source) -> Transcript:
        if source.name == "b.txt":
            raise UnknownFormat("b.txt", "no longer read", "sorry")
        return load(Source("a.txt", source.data.replace(b"trade", b"music")))

    monkeypatch.setattr(build, "load", changed)
    with caplog.at_level(logging.WARNING):
        assert build.reindex(store.path, encoder) == 2
    assert "b.txt: no longer read; sorry; it is kept as it was read before" in caplog.text
    assert store.transcript(Source("", VOTE).id) == before
    assert "We music with China." in store.transcript(Source("", TRADE).id).turns[0].text
    assert store.frequencies(["trade"]) == {"trade": 0}


def test_reindex_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library is in this folder"):
        build.reindex(tmp_path, OTHER)
    LocalStore(tmp_path / "empty", "words").close()
    assert build.reindex(tmp_path / "empty", OTHER) == 0
    LocalStore(tmp_path / "empty", "other").close()


# -- newer versions, and what users say ------------------------------------------------------------------------------

NEWER = TRADE + b"\nBEN OKAFOR:  More music.\n"


def outcomes(results: Iterable[Result]) -> list[tuple[str, str]]:
    return [(result.source, result.outcome) for result in results]


def titles(store: LocalStore) -> list[str]:
    return [summary.title for summary in store.transcripts()]


def test_a_changed_file_replaces_its_former_version_and_citations_are_found_again(
    files: Path, store: LocalStore, encoder: WordEncoder
) -> None:
    list(build.add(sources([files / "a.txt"]), store, encoder))
    (old,) = store.transcripts()
    transcript = store.transcript(old.id)
    words = "The wheat is under rain."
    place = next(
        Span(number, turn.text.index(words), turn.text.index(words) + len(words))
        for number, turn in enumerate(transcript.turns)
        if words in turn.text
    )
    (files / "a.txt").write_bytes(b"CLEO RUIZ:  A word first.\n\n" + NEWER)
    assert outcomes(build.add(sources([files / "a.txt"]), store, encoder)) == [("a.txt", Outcome.UPDATED)]
    (new,) = store.transcripts()
    assert new.id == Source("", b"CLEO RUIZ:  A word first.\n\n" + NEWER).id == store.successor(old.id)
    now = store.transcript(store.successor(old.id))
    found = find_again(now, place, words, transcript.who(place))
    assert found == Span(place.turn + 1, place.start, place.end)
    assert (now.text(found), now.who(found)) == (words, transcript.who(place))
    assert find_again(now, place, "The wheat is under snow.", transcript.who(place)) is None


def test_of_a_changed_file_only_what_is_new_is_encoded(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    turns = [
        f"CLEO RUIZ: Trade, rain and the number {number}, and that is all I have to say of it." for number in range(9)
    ]
    (files / "a.txt").write_text("\n\n".join(turns), "utf-8")
    list(build.add(sources([files / "a.txt"]), store, encoder))
    (one,), before = store.transcripts(), encoder.encoded
    old = store.kept(one.id)
    (files / "a.txt").write_text(
        "\n\n".join([*turns, "CLEO RUIZ: And one thing more on music and on school."]), "utf-8"
    )
    assert outcomes(build.add(sources([files / "a.txt"]), store, encoder)) == [("a.txt", Outcome.UPDATED)]
    (one,) = store.transcripts()
    new = store.kept(one.id)
    kept, now = ({" ".join(map(each.transcript.text, p.sentences)) for p in each.passages} for each in (old, new))
    assert encoder.encoded - before == len(now - kept) < len(kept)
    for passage, vectors in zip(new.passages, new.vectors, strict=True):
        texts = [new.transcript.text(span) for span in passage.sentences]
        (fresh,) = WordEncoder().passages([texts])
        assert np.allclose(vectors.passage, fresh.passage, atol=1e-3)
        assert np.allclose(vectors.sentences, fresh.sentences, atol=1e-3)


def test_files_of_one_name_in_two_folders_are_two(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    (files / "deep" / "a.txt").write_bytes(NEWER)
    both = [files / "a.txt", files / "deep" / "a.txt"]
    assert outcomes(build.add(sources(both), store, encoder)) == [("a.txt", Outcome.ADDED)] * 2
    (files / "deep" / "a.txt").write_bytes(VOTE)
    assert outcomes(build.add(sources(both), store, encoder)) == [
        ("a.txt", Outcome.PRESENT),
        ("a.txt", Outcome.UPDATED),
    ]
    assert {summary.id for summary in store.transcripts()} == {Source("", data).id for data in (TRADE, VOTE)}


def test_a_copy_that_changes_leaves_the_other_alone(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    (files / "z.txt").write_bytes(TRADE)
    both = [files / "a.txt", files / "z.txt"]
    list(build.add(sources(both), store, encoder))
    (files / "z.txt").write_bytes(NEWER)
    assert outcomes(build.add(sources(both), store, encoder)) == [("a.txt", Outcome.PRESENT), ("z.txt", Outcome.ADDED)]
    assert len(store.transcripts()) == 2


def test_a_file_that_becomes_another_that_is_there(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    both = [files / "a.txt", files / "b.txt"]
    list(build.add(sources(both), store, encoder))
    (files / "a.txt").write_bytes(VOTE)
    assert outcomes(build.add(sources(both), store, encoder)) == [
        ("a.txt", Outcome.UPDATED),
        ("b.txt", Outcome.PRESENT),
    ]
    assert [summary.id for summary in store.transcripts()] == [Source("", VOTE).id]
    assert store.successor(Source("", TRADE).id) == Source("", VOTE).id


def test_a_file_that_is_spoilt_keeps_its_last_version(files: Path, store: LocalStore, encoder: WordEncoder) -> None:
    list(build.add(sources([files / "a.txt"]), store, encoder))
    (files / "a.txt").write_bytes(BINARY)
    assert outcomes(build.add(sources([files / "a.txt"]), store, encoder)) == [("a.txt", Outcome.FAILED)]
    assert [summary.id for summary in store.transcripts()] == [Source("", TRADE).id]


def test_what_has_no_place_replaces_its_namesake_only_if_told(store: LocalStore, encoder: WordEncoder) -> None:
    first, second, third = (Source("a.txt", data) for data in (TRADE, NEWER, VOTE))
    assert outcomes(build.add([first, second], store, encoder)) == [("a.txt", Outcome.ADDED)] * 2
    (refused,) = build.add([third], store, encoder, by_name=True)
    assert "several transcripts come from files of that name; remove the old ones" in str(refused.error)
    store.remove(first.id)
    assert outcomes(build.add([third], store, encoder, by_name=True)) == [("a.txt", Outcome.UPDATED)]
    assert [summary.id for summary in store.transcripts()] == [third.id]
    assert store.successor(second.id) == third.id
    assert outcomes(build.add([third], store, encoder, by_name=True)) == [("a.txt", Outcome.PRESENT)]


def test_a_transcript_is_replaced_by_its_id_whatever_the_files_are_called(
    store: LocalStore, encoder: WordEncoder
) -> None:
    first, second = Source("a.txt", TRADE), Source("b.txt", NEWER)
    list(build.add([first], store, encoder, given=Given("Talks"), collections=["Board"]))
    assert outcomes(build.add([second], store, encoder, replacing=first.id)) == [("b.txt", Outcome.UPDATED)]
    assert [(summary.id, summary.title) for summary in store.transcripts()] == [(second.id, "Talks")]
    assert store.successor(first.id) == second.id
    assert store.collections() == {"Board": frozenset({second.id})}
    assert outcomes(build.add([second], store, encoder, replacing=second.id)) == [("b.txt", Outcome.PRESENT)]


def test_what_a_user_says_outlives_newer_versions_and_reindexing(
    files: Path, store: LocalStore, encoder: WordEncoder
) -> None:
    said = Given("Trade talks", "2022-05", (("BEN OKAFOR", "Bo Chen"),))
    file = sources([files / "a.txt"])
    list(build.add(file, store, encoder, given=said))
    (files / "a.txt").write_bytes(NEWER)
    list(build.add(sources([files / "a.txt"]), store, encoder))
    store.rename([Rename(Source("", NEWER).id, "Bo Chen", "Robert Chen")])
    store.locate(Source("", NEWER).id, "/elsewhere.txt")
    for again in range(2):
        (summary,) = store.transcripts()
        assert (summary.title, summary.date) == ("Trade talks", "2022-05")
        assert "Robert Chen" in summary.speakers
        found = store.search(encoder.question("wheat"), terms("wheat"), Filter(frozenset({"Robert Chen"})), 9)
        assert len(found) == 1
        assert set(store.origins()) == {str(files / "a.txt"), "/elsewhere.txt"}
        assert store.successor(Source("", TRADE).id) == summary.id
        if not again:
            build.reindex(store.path, encoder)
    store.undo()
    assert "Bo Chen" in store.transcripts()[0].speakers


def test_what_is_said_of_a_file_that_is_there_already_is_taken(
    files: Path, store: LocalStore, encoder: WordEncoder
) -> None:
    for said, outcome in [
        (Given("Old", "2022"), Outcome.ADDED),
        (Given("New"), Outcome.UPDATED),
        (Given("New"), Outcome.PRESENT),
        (Given(), Outcome.PRESENT),
    ]:
        assert outcomes(build.add(sources([files / "a.txt"]), store, encoder, given=said)) == [("a.txt", outcome)]
    assert [(summary.title, summary.date) for summary in store.transcripts()] == [("New", "2022")]


def test_a_label_that_is_not_there_is_refused_with_those_that_are(store: LocalStore, encoder: WordEncoder) -> None:
    said = Given(speakers=(("SPEAKER_07", "Ana"),))
    (refused,) = build.add([Source("a.txt", TRADE)], store, encoder, given=said)
    assert str(refused.error) == ("a.txt: nobody in it has the label SPEAKER_07; its labels are: ANNA LEE, BEN OKAFOR")
    assert store.transcripts() == []


def test_reindex_keeps_renames_also_of_files_that_are_read_no_more(
    store: LocalStore, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(build.add([Source("a.txt", TRADE)], store, encoder))
    before = store.transcript(Source("", TRADE).id)
    who = before.who(Span(1, 0, 0))
    store.rename([Rename(before.id, who, "Bo Chen")])

    def refusing(source: Source) -> Transcript:
        raise UnknownFormat(source.name, "no longer read", "sorry")

    monkeypatch.setattr(build, "load", refusing)
    build.reindex(store.path, encoder)
    assert store.transcript(before.id).who(Span(1, 0, 0)) == "Bo Chen"
    store.undo()
    assert store.transcript(before.id) == before
