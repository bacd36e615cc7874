"""Conversations over the API: what was asked before, in a signed text that whoever asks keeps and sends again.

No server remembers one, so any that serves the library goes on with it; and nobody goes on with somebody else's.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence

from itsdangerous import BadSignature, URLSafeSerializer

from index.errors import LibraryError
from qa.server.api.problems import Refused, problem

MOST = 20  # questions that are kept, the latest
LONGEST = 16_000  # characters of a conversation's text
_LASTS_S = 24 * 3600


class Conversations:
    def __init__(self, key: Callable[[], str]) -> None:
        """``key`` gives what all who serve the library sign with. Raises LibraryError where it cannot be kept."""
        self._shared = key
        self._key = ""

    def asked(self, conversation: str | None, who: str) -> list[str]:
        """The questions of somebody's conversation, the oldest first; none of one that begins.

        Raises Refused for what is no conversation of theirs, or was left too long ago.
        """
        if not conversation:
            return []
        try:
            at, *questions = self._serializer(who).loads(conversation)
        except BadSignature:
            raise _unknown() from None
        if time.time() - at > _LASTS_S:
            raise _unknown()
        return list(map(str, questions))

    def after(self, questions: Sequence[str], who: str) -> str:
        """The conversation once these were asked; the oldest are forgotten where they are too many."""
        kept = list(questions[-MOST:])
        while True:
            text = self._serializer(who).dumps([round(time.time()), *kept])
            if len(text) <= LONGEST or len(kept) == 1:
                return str(text)
            del kept[0]

    def _serializer(self, who: str) -> URLSafeSerializer:
        if not self._key:
            try:
                self._key = self._shared()
            except LibraryError:  # a folder that takes no files: then others who serve it cannot go on
                self._key = secrets.token_urlsafe(32)
        salt = f"otr.conversation {who}"
        return URLSafeSerializer(self._key, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})


def _unknown() -> Refused:
    detail, cure = "this conversation is not yours, or was left a day ago", "leave it empty to begin a new one"
    return Refused(problem(404, "no-such-conversation", "No such conversation", detail, cure))
