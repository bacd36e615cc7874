"""Everything that can go wrong on purpose. ``str(error)`` is one sentence that names the place and the cure.

OnTheRecordError
├── TranscriptError          a file cannot be read as a transcript: source, where, reason, cure
│   ├── EmptyTranscript      nothing is in it
│   ├── UnknownFormat        no parser recognises it
│   ├── UnsupportedFormat    recognised, and refused on purpose: a scan, an encrypted file, a legacy .doc
│   └── TooLarge             beyond a limit that a setting can raise
├── LibraryError             the library cannot be used: path, reason, cure
│   ├── LibraryNotWritable   a folder or file that may not be written
│   ├── LibraryFull          no space left on the disk
│   ├── LibraryDamaged       the file is not, or is no longer, a library
│   ├── LibraryTooNew        written by a newer version
│   ├── EncoderMismatch      its vectors were made by another model
│   ├── NoSuchTranscript     no transcript has this id or title
│   └── NoSuchSpeaker        nobody, or more than one, goes by this name
├── EncoderError             the model cannot be loaded, or its weights are not the published ones
└── QuestionError            the question cannot be understood as one
"""

from __future__ import annotations


class OnTheRecordError(Exception):
    """Base of all errors that a user can do something about."""


class TranscriptError(OnTheRecordError):
    """``where`` names the place inside the source: "line 12", "cue 3", "page 2", "$.segments[4].text"."""

    def __init__(self, source: str, reason: str, cure: str, where: str = "") -> None:
        super().__init__(f"{source}{', ' + where if where else ''}: {reason}; {cure}")
        self.source, self.reason, self.cure, self.where = source, reason, cure, where


class EmptyTranscript(TranscriptError):
    pass


class UnknownFormat(TranscriptError):
    pass


class UnsupportedFormat(TranscriptError):
    pass


class TooLarge(TranscriptError):
    pass


class LibraryError(OnTheRecordError):
    def __init__(self, path: str, reason: str, cure: str) -> None:
        super().__init__(f"{path}: {reason}; {cure}")
        self.path, self.reason, self.cure = path, reason, cure


class LibraryNotWritable(LibraryError):
    pass


class LibraryFull(LibraryError):
    pass


class LibraryDamaged(LibraryError):
    pass


class LibraryTooNew(LibraryError):
    pass


class EncoderMismatch(LibraryError):
    pass


class NoSuchTranscript(LibraryError):
    pass


class NoSuchSpeaker(LibraryError):
    pass


class EncoderError(OnTheRecordError):
    pass


class QuestionError(OnTheRecordError):
    pass
