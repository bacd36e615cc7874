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
│   ├── NoSuchSpeaker        nobody, or more than one, goes by this name
│   └── NotPermitted         whoever asks may not do this
├── MediaError               a recording that cannot be kept, or is none: file, reason, cure
├── EncoderError             the model cannot be loaded, or its weights are not the published ones
├── OutOfMemory              more memory is needed than there is
├── SettingError             a setting that is unknown, of the wrong type or unsafe: place, key, reason, cure
├── ServerError              nothing can be served at an address
├── AccessError              a token, grant or collection that cannot be: what, reason, cure
└── QuestionError            the question cannot be understood as one
"""

from __future__ import annotations


class OnTheRecordError(Exception):
    """Base of all errors that a user can do something about. They come whole out of another process."""

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[OnTheRecordError], told: tuple[object, ...]) -> OnTheRecordError:
    return kind.__new__(kind, *told)


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


class NotPermitted(LibraryError):
    pass


class MediaError(OnTheRecordError):
    def __init__(self, file: str, reason: str, cure: str) -> None:
        super().__init__(f"{file}: {reason}; {cure}")
        self.file, self.reason, self.cure = file, reason, cure


class EncoderError(OnTheRecordError):
    pass


class OutOfMemory(OnTheRecordError):
    """``what`` could not be done."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: there is not enough memory; end other programs, or give this one more")

    @staticmethod
    def tells(error: BaseException) -> bool:
        """Whether an error says that memory is lacking: libraries that are not written in Python do so in words."""
        signs = ("allocate memory", "out of memory", "not enough memory", "bad_alloc")
        return isinstance(error, MemoryError) or (
            isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in signs)
        )


class SettingError(OnTheRecordError):
    """``place`` is the file or variable that it stands in; ``key`` is empty where that says it."""

    def __init__(self, place: str, key: str, reason: str, cure: str) -> None:
        super().__init__(f"{place}{', ' + key if key else ''}: {reason}; {cure}")
        self.place, self.key, self.reason, self.cure = place, key, reason, cure


class ServerError(OnTheRecordError):
    pass


class AccessError(OnTheRecordError):
    def __init__(self, what: str, reason: str, cure: str) -> None:
        super().__init__(f"{what}: {reason}; {cure}")
        self.what, self.reason, self.cure = what, reason, cure


class QuestionError(OnTheRecordError):
    pass
