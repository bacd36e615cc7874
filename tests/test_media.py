"""Recordings: what is one, where it is kept, how it is attached, and how it is served to those who may hear it."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.errors import MediaError, NoSuchTranscript, NotPermitted
from index.intake.given import Given, on_the_web
from index.local.store import LocalStore
from index.media import Recordings, is_kept, kind_of, type_of
from index.transcript import Transcript, Turn
from index.visible import VisibleStore
from qa.media import attach, kind, recording
from qa.page.shelf import ShelfService
from qa.page.viewer import transcript_view
from qa.server.settings import Settings
from tests.stores import keep, talk
from tests.whole import library_in, whole

pytestmark = pytest.mark.filterwarnings("default")  # what other libraries warn of while they are imported is theirs

SITE = "http://127.0.0.1:7860"
TALK = talk("talk", "Anna: Rain.", "Ben: Wheat.")


def tone(seconds: float = 0.1) -> bytes:
    """A WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(1)
        opened.setframerate(8000)
        opened.writeframes(bytes(n * 7 % 256 for n in range(round(8000 * seconds))))
    return file.getvalue()


@pytest.mark.parametrize(
    ("beginning", "ending"),
    [
        (tone(), "wav"),
        (b"ID3\4\0\0\0\0\0\0", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"fLaC\0\0\0\x22", "flac"),
        (b"OggS\0\2" + bytes(20) + b"\x01vorbis", "ogg"),
        (b"OggS\0\2" + bytes(20) + b"\x80theora", "ogv"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x84webm" + bytes(40) + b"\x86\x85V_VP9", "webm"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x84webm" + bytes(40) + b"\x86\x86A_OPUS", "weba"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", ""),
        (b"\0\0\0\x20ftypisom", "mp4"),
        (b"\0\0\0\x20ftypM4A ", "m4a"),
        (b"\0\0\0\x14ftypqt  ", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"PK\3\4", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_what_a_file_is_is_seen_by_its_content(beginning: bytes, ending: str) -> None:
    assert kind_of(beginning) == ending


def test_types_are_those_of_sound_and_pictures_alone() -> None:
    name = f"media/{'0' * 32}"
    assert type_of(f"{name}.mp3") == "audio/mpeg"
    assert type_of(f"{name}.html") == "application/octet-stream"
    assert (kind(f"{name}.webm"), kind(f"{name}.wav"), kind("https://example.org/a.mp3")) == ("video", "audio", "web")


@pytest.mark.parametrize(
    "media",
    ["", "../library.sqlite3", "media/../library.sqlite3", "/etc/passwd", "media/x.mp3", f"media/{'0' * 32}.mp3/../x"],
)
def test_nothing_but_recordings_is_found(tmp_path: Path, media: str) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"secret")
    assert not is_kept(media)
    assert Recordings(tmp_path).path(media) is None


def test_a_link_out_of_the_folder_is_no_recording(tmp_path: Path) -> None:
    name = f"media/{'0' * 32}.mp3"
    (tmp_path / "media").mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / name).symlink_to(tmp_path / "secret")
    assert is_kept(name)
    assert Recordings(tmp_path).path(name) is None


def test_a_recording_is_copied_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recordings = Recordings(tmp_path / "library")
    media = recordings.keep([tone()[:7], tone()[7:]], "a.wav")
    path = recordings.path(media)
    assert path is not None
    assert path.read_bytes() == tone()
    assert recordings.keep([tone()], "again.mp3") == media  # named by what it holds, whatever it is called
    for pieces, error in (
        ([], "empty"),
        ([b"text" * 40_000], "no recording that browsers play"),
        ([b"%PDF"], "convert"),
    ):
        with pytest.raises(MediaError, match=f"b.wav: .*{error}"):
            recordings.keep(pieces, "b.wav")
    with pytest.raises(MediaError, match="more than the 1 MB"):
        recordings.keep([tone(), bytes(1_000_000)], "b.wav", 1)
    monkeypatch.setenv("ONTHERECORD_MAX_MEDIA_MB", "much")
    with pytest.raises(MediaError, match="ONTHERECORD_MAX_MEDIA_MB: it is 'much'"):
        recordings.keep([tone()], "b.wav")
    assert [file.name for file in (tmp_path / "library" / "media").iterdir()] == [path.name]
    with pytest.raises(NotPermitted):
        recordings.to_be_read().keep([tone()], "b.wav", 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    store = LocalStore(tmp_path / "library", "words")
    keep(store, TALK, talk("other", "Anna: Rain."))
    yield store
    store.close()


def test_a_recording_goes_when_no_transcript_has_it_any_more(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone())
    for id_ in ("talk", "other"):
        attach(store, id_, str(tmp_path / "a.wav"))
    media = store.given("talk").media
    assert store.transcripts()[0].media == media
    store.remove("other")
    assert store.recordings.path(media)
    store.discard("talk")
    assert store.recordings.path(media)  # it may come back
    store.restore("talk")
    assert store.transcript("talk").media == media
    attach(store, "talk", "https://example.org/talk.mp3")
    assert store.recordings.path(media) is None
    attach(store, "talk", str(tmp_path / "a.wav"))
    store.discard("talk")
    store.erase("talk")
    assert list((tmp_path / "library" / "media").iterdir()) == []


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("ftp://example.org/a.mp3", "no address of the web"),
        ("javascript://example.org/%0Aalert(1)", "no address of the web"),
        ("/never/there.mp3", "cannot be read"),
        (".", "cannot be read"),
    ],
)
def test_what_is_no_recording_is_refused(store: LocalStore, source: str, error: str) -> None:
    with pytest.raises(MediaError, match=error):
        attach(store, "talk", source)
    assert store.given("talk") == Given()
    with pytest.raises(NoSuchTranscript):
        attach(store, "never", "https://example.org/a.mp3")


def test_an_address_in_the_file_is_used_and_what_is_attached_goes_before_it(tmp_path: Path) -> None:
    talk = (
        b'{"title": "Talk", "media_url": "https://example.org/a.mp3", "segments": [{"speaker": "A", "text": "Rain."}]}'
    )
    store = library_in(
        tmp_path / "library", ("talk.json", talk), ("bad.json", talk.replace(b"https:/", b"media"))
    ).store
    ours, other = (summary.id for summary in store.transcripts())
    assert recording(store.transcript(ours)) == {"kind": "web", "href": "https://example.org/a.mp3"}
    assert recording(store.transcript(other)) is None
    (tmp_path / "a.wav").write_bytes(tone())
    attached = attach(store, ours, str(tmp_path / "a.wav"))
    found = recording(attached)
    assert found is not None
    assert (found["kind"], found["href"][:23]) == ("audio", f"media/{ours}?")
    assert attach(store, ours, "").media == "https://example.org/a.mp3"


def test_a_file_cannot_name_a_recording_of_another_transcript() -> None:
    named = Transcript("x", "X", (Turn("Hi."),), media=f"media/{'0' * 32}.wav")
    assert Given().applied(named).media == ""
    assert on_the_web("https://a\x1b.org") == on_the_web("https:///a") == on_the_web("data:audio/wav;base64,") == ""


def test_the_pane_knows_when_words_are_heard(tmp_path: Path) -> None:
    words = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana>Rain and\n\n00:04.500 --> 00:09.000\n<v Ana>more rain.\n"
    store = library_in(tmp_path / "library", ("a.vtt", words)).store
    (summary,) = store.transcripts()
    silent = transcript_view(store.transcript(summary.id))
    assert silent["recording"] is None
    assert all(turn["times"] == [] for turn in silent["turns"])
    heard = transcript_view(attach(store, summary.id, "https://example.org/a.mp3"))
    assert [turn["times"] for turn in heard["turns"]] == [[(0, 1000), (9, 4500), (19, 9000)]]


# -- over the network ------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[tuple[TestClient, str]]:
    library = library_in(tmp_path / "library", ("harbour.txt", b"ANA LIMA: The harbour.\n\nBO CHEN: Is full.\n"))
    with TestClient(
        whole(library, Settings(library=tmp_path / "library", max_media_mb=2)), base_url=SITE, client=("127.0.0.1", 5)
    ) as client:
        yield client, library.store.transcripts()[0].id


def put_there(client: TestClient, id_: str, data: bytes) -> int:
    return client.put(f"/media/{id_}", params={"name": "tone.wav"}, content=data).status_code


def test_a_recording_is_sent_and_served_in_ranges(asking: tuple[TestClient, str]) -> None:
    client, id_ = asking
    assert client.get(f"/media/{id_}").status_code == 404
    assert put_there(client, id_, tone(30)) == 201
    whole_ = client.get(f"/media/{id_}")
    assert (whole_.status_code, whole_.headers["content-type"]) == (200, "audio/wav")
    assert whole_.content == tone(30)
    assert whole_.headers["accept-ranges"] == "bytes"
    assert whole_.headers["x-content-type-options"] == "nosniff"
    size = len(tone(30))
    for asked, first, last in (("bytes=0-1", 0, 1), ("bytes=100-", 100, size - 1), ("bytes=-5", size - 5, size - 1)):
        part = client.get(f"/media/{id_}", headers={"Range": asked})
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.content == tone(30)[first : last + 1]
    assert client.get(f"/media/{id_}", headers={"Range": f"bytes={size}-"}).status_code == 416
    head = client.head(f"/media/{id_}")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(size))
    unchanged = {"Range": "bytes=0-1", "If-Range": head.headers["etag"]}
    assert client.get(f"/media/{id_}", headers=unchanged).status_code == 206
    assert client.get(f"/media/{id_}", headers={**unchanged, "If-Range": '"other"'}).status_code == 200


def test_no_header_of_a_request_comes_back(asking: tuple[TestClient, str]) -> None:
    client, id_ = asking
    put_there(client, id_, tone())
    told = client.get(f"/media/{id_}", headers={"Range": "bytes=0-9", "Cookie": "session=secret", "X-Own": "secret"})
    assert told.status_code == 206
    assert "secret" not in str(told.headers)


@pytest.mark.parametrize("wanted", ["..", "%2e%2e%2flibrary.sqlite3", "..%2f..%2fetc%2fpasswd", "never", "%00"])
def test_what_is_no_transcript_has_no_recording(asking: tuple[TestClient, str], wanted: str) -> None:
    client, _ = asking
    for path in (f"/media/{wanted}", f"/files/{wanted}/original"):
        told = client.get(path)
        assert told.status_code in (404, 200)  # "/media/.." is the page
        assert b"SQLite" not in told.content
        assert b"root:" not in told.content
    assert client.put("/media/never", content=tone()).status_code == 404


def test_what_cannot_be_kept_is_refused_with_a_sentence(asking: tuple[TestClient, str]) -> None:
    client, id_ = asking
    told = client.put(f"/media/{id_}", params={"name": "page.html"}, content=b"<html>")
    assert told.status_code == 422
    assert told.json()["detail"].startswith("page.html: this is no recording that browsers play; convert it to MP3")
    assert client.put(f"/media/{id_}", content=b"").status_code == 422
    assert client.put(f"/media/{id_}", content=tone() + bytes(2_000_001)).status_code == 413
    assert client.get(f"/media/{id_}").status_code == 404


def test_a_recording_is_for_those_who_may_read_its_transcript(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone())
    attach(store, "talk", str(tmp_path / "a.wav"))
    store.collect(["talk"], "Board")
    seen = VisibleStore(store, frozenset({""}))
    with pytest.raises(NoSuchTranscript):
        seen.transcript("talk")
    reader = VisibleStore(store, None, changeable=False)
    with pytest.raises(NotPermitted):
        attach(reader, "talk", str(tmp_path / "a.wav"))


def test_a_transcript_is_taken_away(asking: tuple[TestClient, str]) -> None:
    client, id_ = asking
    original = client.get(f"/files/{id_}/original")
    assert original.content == b"ANA LIMA: The harbour.\n\nBO CHEN: Is full.\n"
    assert original.headers["content-disposition"] == "attachment; filename*=UTF-8''harbour.txt"
    assert original.headers["content-type"] == "application/octet-stream"
    text = client.get(f"/files/{id_}/text")
    assert text.text == "harbour\n\nANA LIMA: The harbour.\n\nBO CHEN: Is full.\n"
    assert client.get(f"/files/{id_}/pdf").status_code == 404


def test_the_shelf_takes_addresses_of_the_web_alone(store: LocalStore) -> None:
    from qa.ask import ask
    from qa.library import Library
    from tests.fakes import WordEncoder

    shelf = ShelfService(Library(store, WordEncoder()), ask)
    for address in ("/etc/passwd", "media/x.wav", "ftp://a.org/b"):
        assert "https://" in shelf.attach({"transcript": "talk", "address": address})["error"]
    assert shelf.attach({"transcript": "talk", "address": " https://example.org/a.mp3 "}) == {
        "said": "The link to the recording is saved."
    }
    entry = shelf.entries()[0]
    assert (entry["media"], entry["address"]) == ("web", "https://example.org/a.mp3")
